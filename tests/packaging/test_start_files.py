"""Start files: what they call, from any folder, with any name."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from toolkit.messages import say
from toolkit.packaging.platforms import PLATFORMS
from toolkit.packaging.start_files import (
    COMMAND,
    SCRIPT,
    desktop_file,
    names,
    shell_script,
    windows_file,
    write_start_files,
)

LINUX = PLATFORMS["linux-x86_64"]
AWKWARD = "年报 & (1)!"
ECHO = '#!/bin/sh\nprintf "%s\\n" "$OGI_HOME" "$@"\n'


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An unpacked folder whose Python prints what it was called with."""
    made = tmp_path / AWKWARD
    python = made / "program" / "python" / "bin" / "python3"
    python.parent.mkdir(parents=True)
    python.write_text(ECHO)
    write_start_files(LINUX, made)
    return made


def test_batch_files_are_plain_ascii() -> None:
    for action in names():
        text = windows_file(action).decode("ascii")
        assert f"double_click {action}\r\n" in text
        assert not re.search(r"@[A-Z]+@", text)
        assert text.count("\n") == text.count("\r\n")


def test_a_batch_file_taken_out_alone_says_what_to_do() -> None:
    (numbers,) = re.findall(r"\[char\[\]\]\(([0-9,]+)\)", windows_file("open").decode("ascii"))
    assert "".join(chr(int(number)) for number in numbers.split(",")) == say("package.unpack_first")


def test_each_platform_gets_its_start_files(tmp_path: Path) -> None:
    for platform, ending in (("windows", ".bat"), ("linux-aarch64", ".desktop")):
        (tmp_path / platform).mkdir()
        write_start_files(PLATFORMS[platform], tmp_path / platform)
        files = {file.name for file in (tmp_path / platform).iterdir()}
        script = {COMMAND if ending == ".bat" else SCRIPT}
        assert files == {name + ending for name in names().values()} | script


def test_the_script_starts_python_wherever_it_is_called_from(home: Path) -> None:
    said = ran(home, "receive", "a b.xlsx", "c&d.xlsx", cwd=home.parent)
    called = ["-I", "-m", "toolkit.cli.double_click", "receive", "a b.xlsx", "c&d.xlsx"]
    assert said[-7:] == [str(home), *called]
    assert ran(home, cwd=home)[-1] == "open"
    assert ran(home, "ogi", "status", ".", cwd=home)[-2:] == ["status", "."]


def test_the_script_says_why_it_cannot_start(home: Path) -> None:
    script = home / SCRIPT
    script.write_text(script.read_text("utf-8").replace("= x86_64 ]", "= other ]"), "utf-8")
    assert say("package.other_machine", machine="x86_64") in ran(home, fails=True, cwd=home)[0]
    (home / "program" / "python" / "bin" / "python3").unlink()
    assert ran(home, fails=True, cwd=home) == [say("package.unpack_first")]


def test_without_python_of_its_own_the_systems_is_asked_for(home: Path) -> None:
    (home / "program" / "python" / "bin" / "python3").write_text("#!/bin/sh\nexit 1\n")
    systems = home.parent / "systems" / "python3.11"
    systems.parent.mkdir()
    systems.write_text(ECHO)
    systems.chmod(0o755)
    said = ran(home, "check", "a b.xlsx", cwd=home, path=f"{systems.parent}:/usr/bin:/bin")
    assert said[-3:] == [f"{home}/program/python/{LINUX.packages}", "check", "a b.xlsx"]
    systems.write_text("#!/bin/sh\nexit 1\n")
    said = ran(home, cwd=home, path=f"{systems.parent}:/usr/bin:/bin", fails=True)
    assert said == [say("package.old_system", floor="2.28")]


def test_nothing_in_the_script_is_left_open() -> None:
    for platform in ("linux-x86_64", "linux-aarch64"):
        assert not re.search(r"@[A-Z_]+@", shell_script(PLATFORMS[platform]))


def test_a_desktop_entry_finds_the_script_beside_itself(home: Path) -> None:
    """Read as the specification has it: first the escapes of texts, then those within quotation marks."""
    entry = home / f"{names()['receive']}.desktop"
    assert entry.read_text("utf-8") == desktop_file("receive")
    ((quoted, rest),) = re.findall(r'^Exec=sh -c "(.*)"(.*)$', desktop_file("receive"), re.MULTILINE)
    assert rest == " %k %F"
    command = re.sub(r'\\(["`$\\])', r"\1", quoted.replace("\\\\", "\\"))
    files = ["/tmp/a b.xlsx", "/tmp/c&d.xlsx"]
    done = subprocess.run(
        ["sh", "-c", command, entry, *files], capture_output=True, text=True, check=True, cwd=home.parent
    )
    assert done.stdout.splitlines()[-3:] == ["receive", *files]


def ran(
    home: Path, *arguments: str, cwd: Path, path: str = "/usr/bin:/bin", fails: bool = False
) -> list[str]:
    """The lines that the script printed."""
    done = subprocess.run(
        ["/bin/sh", home / SCRIPT, *arguments],
        capture_output=True, encoding="utf-8", cwd=cwd, env={"PATH": path},
        stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    assert bool(done.returncode) == fails, done.stderr
    return (done.stderr if fails else done.stdout).splitlines()
