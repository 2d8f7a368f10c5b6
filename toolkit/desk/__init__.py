"""The local page of the office: what commands print and do, in a browser on the same machine."""
