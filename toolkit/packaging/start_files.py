"""The files to double-click and to drop files on."""

from __future__ import annotations

from pathlib import Path

from toolkit.cli.double_click import CHECK, OPEN, RECEIVE
from toolkit.messages import say
from toolkit.packaging.platforms import Platform

TEMPLATES = Path(__file__).with_name("start")
SCRIPT = "ogi.sh"
COMMAND = "ogi.bat"


def names() -> dict[str, str]:
    """Action → name of its start file, without ending."""
    return {
        OPEN: say("package.open"),
        RECEIVE: say("package.receive"),
        CHECK: say("package.check"),
    }


def write_start_files(platform: Platform, home: Path) -> None:
    """Write the start files into the folder that will be unpacked."""
    for action, name in names().items():
        if platform.windows:
            (home / f"{name}.bat").write_bytes(windows_file(action))
        else:
            file = home / f"{name}.desktop"
            file.write_text(desktop_file(action), encoding="utf-8", newline="\n")
            file.chmod(0o755)
    if platform.windows:
        (home / COMMAND).write_bytes(_batch(_filled(COMMAND)))
    else:
        script = home / SCRIPT
        script.write_text(shell_script(platform), encoding="utf-8", newline="\n")
        script.chmod(0o755)


def windows_file(action: str) -> bytes:
    """A batch file in ASCII: the command processor reads it in whatever code page the console has."""
    words = ",".join(map(str, map(ord, say("package.unpack_first"))))
    text = _filled("windows.bat", ACTION=action, UNPACK=words)
    return _batch(text)


def _batch(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode("ascii")


def desktop_file(action: str) -> str:
    """An entry that desktops start; it finds the script beside itself."""
    return _filled(
        "linux.desktop",
        NAME=names()[action],
        COMMENT=say("package.comment"),
        SCRIPT=SCRIPT,
        ACTION=action,
    )


def shell_script(platform: Platform) -> str:
    """The script that starts Python, or says why it cannot."""
    floor = platform.glibc
    return _filled(
        "linux.sh",
        USAGE=say("package.script.usage", script=SCRIPT),
        UNPACK=say("package.unpack_first"),
        MACHINE=platform.machine,
        OTHER_MACHINE=say("package.other_machine", machine=platform.machine),
        PACKAGES=str(platform.packages),
        PYTHON=platform.python,
        NO_PYTHON=say("package.no_python", python=platform.python),
        FLOOR=", ".join(map(str, floor)),
        OLD_SYSTEM=say("package.old_system", floor=".".join(map(str, floor))),
    )


def _filled(template: str, **words: str) -> str:
    text = (TEMPLATES / template).read_text("utf-8")
    for name, word in words.items():
        text = text.replace(f"@{name}@", word)
    return text
