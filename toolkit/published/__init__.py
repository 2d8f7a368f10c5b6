"""Published reports, read into submissions: web pages, Word, PDF and plain text."""
