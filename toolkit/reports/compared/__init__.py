"""Reports of several years or of several units beside each other."""
