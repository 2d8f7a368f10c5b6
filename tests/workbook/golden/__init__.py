"""The golden workbooks: what a blank and a prefilled template are made of, part by part.

``python -m tests.workbook.golden --write`` writes them anew after a wanted change; look at them in a
spreadsheet program before committing.
"""
