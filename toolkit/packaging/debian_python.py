"""CPython for Linux from Debian's packages, with the C library it was made for.

It starts through its own dynamic loader, so that it runs on systems with an older C library, or another.
"""

from __future__ import annotations

import re
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path

from toolkit.packaging.platforms import Platform
from toolkit.packaging.running import BuildError, output_of, required

RELEASE = "bookworm"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
PACKAGES = (
    *("python{python}-minimal", "libpython{python}-minimal", "libpython{python}-stdlib"),
    *("libc6", "libgcc-s1", "libstdc++6", "libcrypt1"),
    *("libssl3", "zlib1g", "libexpat1", "libsqlite3-0", "libffi8", "libbz2-1.0", "liblzma5", "libuuid1"),
)
"""Python, and the libraries that its modules and compiled wheels are linked with."""
_OF_THE_SYSTEM = "sitecustomize.py"  # a link that leads out of the packages
UNUSED = (
    _OF_THE_SYSTEM,
    "idlelib",
    "lib2to3",
    "ensurepip",
    "tkinter",
    "turtledemo",
    "test",
    "pydoc_data",
    "__pycache__",
)
SYSTEM = "lib/system"
"""Folder of the libraries, from the folder of Python."""
STARTER = """\
#!/bin/sh
here=${{0%/*}}
exec "$here/../lib/system/{loader}" --inhibit-cache --library-path "$here/../lib/system" \\
    --argv0 "$0" "$here/python{python}" "$@"
"""
"""Python finds its modules from the name it was started by; processes that it starts run this file again."""


def put_in(platform: Platform, target: Path, scratch: Path) -> list[str]:
    """Put Python into a folder; return lines for the build's record.

    Raises:
        BuildError: the packages cannot be had, or are not signed by Debian.
    """
    unpacked = scratch / "debian"
    packages = download(platform, scratch / "packages")
    for package in packages:
        output_of("dpkg-deb", "--extract", package, unpacked)
    arrange(platform, unpacked, target)
    versions = sorted(package.name.removesuffix(".deb").replace("%3a", ":") for package in packages)
    return [f"Python: Debian {RELEASE}: {', '.join(versions)}"]


def download(platform: Platform, folder: Path) -> list[Path]:
    """Fetch the packages; apt checks each by Debian's signature. The machine's own apt stays as it is.

    Raises:
        BuildError: apt, Debian's keys or the packages are missing.
    """
    required("apt-get", "apt, on Debian or one of its kin")
    required("dpkg-deb", "dpkg")
    if not KEYRING.exists():
        raise BuildError(f"{KEYRING} is missing: apt-get install debian-archive-keyring")
    state = folder / "apt"
    for name in ("lists/partial", "cache/archives/partial"):
        (state / name).mkdir(parents=True)
    (state / "status").touch()
    (state / "sources.list").write_text("\n".join(sources(mirrors())) + "\n", encoding="utf-8")
    apt = ["apt-get", "-q", *_settings(platform, state)]
    output_of(*apt, "update", cwd=folder)
    names = [name.format(python=platform.python) for name in PACKAGES]
    output_of(*apt, "download", *names, cwd=folder)
    return sorted(folder.glob("*.deb"))


def _settings(platform: Platform, state: Path) -> Iterator[str]:
    settings = {
        "Dir::State": state,
        "Dir::State::lists": state / "lists",
        "Dir::State::status": state / "status",
        "Dir::Cache": state / "cache",
        "Dir::Etc::sourcelist": state / "sources.list",
        "Dir::Etc::sourceparts": "-",
        "APT::Architecture": platform.debian,
        "APT::Architectures": platform.debian,
        "APT::Sandbox::User": "root",  # another user may not write into the folder of the build
    }
    for name, value in settings.items():
        yield from ("-o", f"{name}={value}")


def mirrors() -> list[str]:
    """Return the addresses of Debian's archive that this machine uses: the main one, then security updates.

    Raises:
        BuildError: it uses none.
    """
    printed = output_of("apt-get", "indextargets", "--format", "$(SITE) $(ORIGIN)")
    # Before the first update the origin is not known; the usual address tells then.
    found = dict.fromkeys(
        site
        for site, _, origin in (line.partition(" ") for line in printed.splitlines())
        if origin == "Debian" or (not origin and site.rstrip("/").endswith(("/debian", "/debian-security")))
    )
    main = [site for site in found if not site.rstrip("/").endswith("security")]
    if not main:
        raise BuildError(
            "apt knows no archive of Debian here: build on Debian, or give an archive with a Python: "
            "make package PLATFORM=… PYTHON_RUNTIME=cpython-….tar.gz"
        )
    return [main[0], *(site for site in found if site not in main)][:2]


def sources(sites: list[str]) -> Iterator[str]:
    """Lines of a sources.list: the release and its security updates."""
    for site, suite in zip(sites, (RELEASE, f"{RELEASE}-security"), strict=False):
        yield f"deb [signed-by={KEYRING}] {site} {suite} main"


def arrange(platform: Platform, unpacked: Path, target: Path) -> None:
    """Lay out Python in a folder of its own, with every library beside it under the name it is asked for."""
    own = unpacked / "usr" / "lib" / f"python{platform.python}"
    shutil.copytree(own, target / platform.library, ignore=shutil.ignore_patterns(*UNUSED))
    system = target / SYSTEM
    system.mkdir(parents=True)
    for file in libraries(unpacked):
        shutil.copy(file, system / file.name)
    for notice in (unpacked / "usr" / "share" / "doc").glob("*/copyright"):
        place = target / "licences" / f"{notice.parent.name}.txt"
        place.parent.mkdir(exist_ok=True)
        shutil.copy(notice, place)
    program = target / "bin" / f"python{platform.python}"
    program.parent.mkdir()
    shutil.copy(unpacked / "usr" / "bin" / program.name, program)
    write_starter(platform, program.with_name("python3"))


def libraries(unpacked: Path) -> Iterator[Path]:
    """The libraries, by the names that programs ask for: a link to the file, or the file itself."""
    for file in sorted(unpacked.rglob("*-linux-gnu/*.so*")):
        # libz.so.1 is what is asked for, libz.so.1.2.13 what it leads to.
        if re.fullmatch(r"(ld-linux-.*|lib.*)\.so\.[0-9]+(\.0)?", file.name):
            yield file


def write_starter(platform: Platform, file: Path) -> None:
    """Write the file that starts Python through its own loader."""
    file.write_text(STARTER.format(loader=platform.loader, python=platform.python), encoding="ascii")
    file.chmod(0o755)


def put_in_archive(platform: Platform, archive: Path, target: Path) -> list[str]:
    """Put in a Python that somebody made to be moved, from an archive: ``python/bin/python3`` and the rest.

    Raises:
        BuildError: there is no such Python in it.
    """
    with tarfile.open(archive) as packed:
        packed.extractall(target.parent, filter="data")
    if not (target / "bin" / "python3").exists() or not (target / platform.library / "os.py").exists():
        raise BuildError(f"{archive.name} has no python/bin/python3 with {platform.library}")
    packages = target / platform.library / "site-packages"
    packages.mkdir(exist_ok=True)
    # Only Debian's Python looks there by itself.
    (packages / "toolkit.pth").write_text(f"../{platform.packages.name}\n", encoding="ascii")
    return [f"Python: {archive.name}"]
