"""``python -m toolkit.packaging PLATFORM``: build the zip file that an office unpacks."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from toolkit.packaging.assembling import Wanted, build
from toolkit.packaging.platforms import PLATFORMS
from toolkit.packaging.running import BuildError


def main() -> int:
    """Build, print what was done; exit code 1 with the reason where it failed."""
    parser = argparse.ArgumentParser(prog="python -m toolkit.packaging", description=__doc__)
    parser.add_argument("platform", choices=PLATFORMS)
    parser.add_argument("--out", type=Path, default=Path("dist"), help="folder of the zip file")
    parser.add_argument("--runtime", type=Path, help="archive with a Python for Linux, python/bin/python3")
    parser.add_argument("--sample", type=Path, help="a collection to put in as the sample city")
    given = parser.parse_args()
    try:
        for line in build(
            Wanted(PLATFORMS[given.platform], given.out.resolve(), given.runtime, given.sample)
        ):
            print(line, flush=True)
    except BuildError as error:
        print(f"not built: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
