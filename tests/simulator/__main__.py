"""``python -m tests.simulator --count 2000 [--seed 0]``: prints counts and rates, exits 1 on any fault."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.simulator.checker import Tally
from tests.simulator.simulation import Sent, resaved_as, sent_directly, sent_through_libreoffice
from tests.simulator.through_ledger import collected


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulator", description=__doc__)
    parser.add_argument("--count", type=int, default=2000, help="number of files")
    parser.add_argument("--seed", type=int, default=0, help="first seed; a problem names the seed to repeat")
    chosen = parser.parse_args()
    seeds = range(chosen.seed, chosen.seed + chosen.count)
    tally, started = Tally(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="sim-") as folder:
        files = _batch(seeds, Path(folder))
        for sent, verdict in collected(files, Path(folder, "office")):
            tally.take(sent, verdict)
    seconds = time.monotonic() - started
    sys.stdout.write(f"{tally.table()}\n{tally.unreadable} unreadable, each with its reason\n")
    rate = tally.files / seconds
    sys.stdout.write(
        f"{seconds:.1f} s, {rate:.0f} files/s, made, sent, kept, read, fetched from the ledger\n"
    )
    if tally.problems:
        sys.stdout.write(tally.told() + "\n")
    return 1 if tally.problems else 0


def _batch(seeds: range, folder: Path) -> Iterator[Sent]:
    yield from sent_directly(seeds)
    if shutil.which("soffice") or shutil.which("libreoffice"):
        yield from sent_through_libreoffice(seeds, folder)
    else:
        left = sum(bool(resaved_as(seed)) for seed in seeds)
        sys.stdout.write(f"LibreOffice is not installed: {left} files were not re-saved and not sent\n")


if __name__ == "__main__":
    sys.exit(main())
