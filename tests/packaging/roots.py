"""Small systems of their own, from Debian's packages, to unpack a folder in, without network."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import pytest

from tests.demo_city import OGI
from toolkit.packaging.debian_python import mirrors
from toolkit.packaging.running import BuildError, output_of

NOBODY = 65534
FIRST_ROUND = 63
"""Files in the first mail of the sample city, those of archives and mails counted one by one."""
PROGRAMS = ("mmdebstrap", "unshare", "ip", "chroot", "osslsigncode")
_ALONE = """
set -e
root=$1 user=$2
shift 2
ip link set lo up
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=1777 tmp "$root/tmp"
mkdir -p "$root/dev/shm"
for device in null zero urandom random; do
    touch "$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
done
mount -t tmpfs -o mode=1777 shm "$root/dev/shm"
exec chroot --userspec="$user:$user" "$root" /usr/bin/env -i "$@"
"""
"""Run as root of spaces of its own for network, processes and mounts: all is gone when it ends."""


def required() -> bool:
    """CI says that folders must be unpacked and run."""
    return os.environ.get("OGI_REQUIRE_PACKAGES") == "1"


def absent(reason: str) -> NoReturn:
    """Skip visibly, or fail where it is required."""
    if required():
        pytest.fail(f"{reason}, but OGI_REQUIRE_PACKAGES=1")
    pytest.skip(reason)


def debian(release: str, packages: Sequence[str], root: Path) -> Path:
    """A root with some packages of a release, unpacked and not set up."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        absent(f"not installed: {', '.join(missing)}; make package-oracle installs them")
    if os.geteuid() != 0:
        absent("only root can make a root of its own")
    try:
        mirror = mirrors()[0]
        output_of(
            *("mmdebstrap", "--quiet", "--mode=root", "--variant=extract"),
            *(f"--include={','.join(packages)}", release, root, mirror),
        )
    except BuildError as error:
        absent(f"no Debian {release} to be had: {error}")
    return root


def unpacked(platform: str, practice: Path, out: Path, home: Path) -> Path:
    """Build the zip with a small collection, as ``make package`` does, and unpack it; returns the folder."""
    output_of(sys.executable, "-m", "toolkit.packaging", platform, "--out", out, "--sample", practice)
    (file,) = out.glob(f"*-{platform}.zip")
    home.mkdir(parents=True)
    # Python's own zipfile would drop the marks of programs.
    output_of("unzip", "-q", file, "-d", home)
    file.unlink()
    (folder,) = home.iterdir()
    return folder


def practice(folder: Path) -> Path:
    """A collection of the sample city with everything distributed and the mail of all rounds waiting."""
    output_of(OGI, "demo", "--practice", "--out", folder)
    return folder


def alone(root: Path, user: int, *command: str, seconds: int) -> str:
    """Run a command in a root, without network, and return what it printed."""
    spaces = ("unshare", "--net", "--pid", "--fork", "--mount")
    with subprocess.Popen(
        [*spaces, "sh", "-c", _ALONE, "alone", str(root), str(user), *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    ) as begun:
        over = threading.Timer(seconds, os.killpg, (begun.pid, signal.SIGKILL))  # all of it, whoever runs it
        over.start()
        output, _ = begun.communicate()
        over.cancel()
    said = output.decode("utf-8", "backslashreplace")
    assert begun.returncode == 0, said[-6000:] or f"ended after {seconds} seconds"
    return said
