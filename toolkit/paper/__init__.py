"""Word documents: pages, fonts and tables as offices know them, and bytes that do not depend on the clock."""
