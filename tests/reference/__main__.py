"""Tell which generated files drift, or write them anew."""

from __future__ import annotations

import sys

from tests.reference.pages import drifting, write

if __name__ == "__main__":
    names = write() if "--write" in sys.argv[1:] else drifting()
    for name in names:
        sys.stdout.write(f"{name}\n")
    sys.exit(1 if names and "--write" not in sys.argv[1:] else 0)
