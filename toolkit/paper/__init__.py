"""Word documents in the layout that offices use, and reproducible Office files."""
