"""Python from Debian's packages, laid out to start through its own loader."""

from __future__ import annotations

import os
import re
import subprocess
import tarfile
from pathlib import Path

import pytest

from toolkit.packaging import debian_python
from toolkit.packaging.debian_python import arrange, mirrors, put_in_archive, sources, write_starter
from toolkit.packaging.platforms import PLATFORMS
from toolkit.packaging.running import BuildError

LINUX = PLATFORMS["linux-x86_64"]
TARGETS = """\
http://other.example/repository Google
http://mirror.example/debian Debian
http://mirror.example/debian Debian
http://mirror.example/debian-security Debian
"""


def test_packages_come_from_the_archive_this_machine_uses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debian_python, "output_of", lambda *_: TARGETS)
    main, security = sources(known := mirrors())
    assert main.endswith("http://mirror.example/debian bookworm main")
    assert security.endswith("http://mirror.example/debian-security bookworm-security main")
    assert "signed-by=" in main
    before_update = re.sub(r" \w+$", " ", TARGETS, flags=re.MULTILINE)
    monkeypatch.setattr(debian_python, "output_of", lambda *_: before_update)
    assert mirrors() == known
    monkeypatch.setattr(debian_python, "output_of", lambda *_: "http://mirror.example/ubuntu Ubuntu\n")
    with pytest.raises(BuildError, match="PYTHON_RUNTIME"):
        mirrors()


def test_libraries_lie_beside_python_under_the_names_asked_for(tmp_path: Path) -> None:
    unpacked, target = tmp_path / "unpacked", tmp_path / "python"
    library = unpacked / "usr" / "lib" / "x86_64-linux-gnu"
    for name in (
        *("usr/lib/x86_64-linux-gnu/libz.so.1.2.13", "lib/x86_64-linux-gnu/libbz2.so.1.0.4"),
        *("lib/x86_64-linux-gnu/ld-linux-x86-64.so.2", "usr/lib/x86_64-linux-gnu/gconv/libGB.so"),
        *("usr/lib/python3.11/os.py", "usr/lib/python3.11/lib-dynload/_ssl.so"),
        *("usr/lib/python3.11/test/test_os.py", "usr/bin/python3.11", "usr/share/doc/libc6/copyright"),
    ):
        (unpacked / name).parent.mkdir(parents=True, exist_ok=True)
        (unpacked / name).write_text(name)
    (library / "libz.so.1").symlink_to("libz.so.1.2.13")
    (unpacked / "lib/x86_64-linux-gnu/libbz2.so.1.0").symlink_to("libbz2.so.1.0.4")
    (unpacked / "usr/lib/python3.11/sitecustomize.py").symlink_to("/etc/python3.11/sitecustomize.py")
    arrange(LINUX, unpacked, target)
    files = {f.relative_to(target).as_posix() for f in target.rglob("*") if f.is_file()}
    assert files == {
        *("bin/python3", "bin/python3.11", "lib/python3.11/os.py", "lib/python3.11/lib-dynload/_ssl.so"),
        *("lib/system/libz.so.1", "lib/system/libbz2.so.1.0", "lib/system/ld-linux-x86-64.so.2"),
        "licences/libc6.txt",
    }
    assert not any(f.is_symlink() for f in target.rglob("*"))


def test_python_starts_through_its_own_loader(tmp_path: Path) -> None:
    home = tmp_path / "a & b"
    loader = home / "lib" / "system" / LINUX.loader
    starter = home / "bin" / "python3"
    for folder in (loader.parent, starter.parent):
        folder.mkdir(parents=True)
    loader.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    loader.chmod(0o755)
    write_starter(LINUX, starter)
    assert os.access(starter, os.X_OK)
    said = subprocess.run([starter, "-c", "a  b"], capture_output=True, text=True, check=True).stdout
    assert said.splitlines() == [
        *("--inhibit-cache", "--library-path", f"{home}/bin/../lib/system", "--argv0", str(starter)),
        *(f"{home}/bin/python3.11", "-c", "a  b"),
    ]


def test_an_archive_with_another_python_is_put_in(tmp_path: Path) -> None:
    source = tmp_path / "source"
    for name in ("python/bin/python3", "python/lib/python3.11/os.py"):
        (source / name).parent.mkdir(parents=True)
        (source / name).touch()
    archive = tmp_path / "cpython.tar.gz"
    with tarfile.open(archive, "w:gz") as packed:
        packed.add(source / "python", "python")
    target = tmp_path / "program" / "python"
    target.parent.mkdir()
    assert put_in_archive(LINUX, archive, target) == ["Python: cpython.tar.gz"]
    led = (target / "lib/python3.11/site-packages/toolkit.pth").read_text()
    assert led == "../dist-packages\n"
    (source / "python/lib/python3.11/os.py").unlink()
    with tarfile.open(archive, "w:gz") as packed:
        packed.add(source / "python", "python")
    with pytest.raises(BuildError, match="python/bin/python3"):
        put_in_archive(LINUX, archive, tmp_path / "other" / "python")
