"""A first draft of an edition from an official blank workbook, for a person to look over."""
