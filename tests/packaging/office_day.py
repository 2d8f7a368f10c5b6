"""A day at an office, run by the Python of an unpacked folder: only its own modules, no pytest.

``python office_day.py HOME [--figures]``: prints what happened as JSON; with figures it also adds up.
On Windows start files are called as Windows calls them, on Linux through ``ogi.sh``. What is asserted of it
stands in the tests.
"""

import html
import json
import os
import sqlite3
import subprocess
import sys
import time
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

from toolkit.cli.double_click import CHECK, RECEIVE
from toolkit.messages import say

WINDOWS = sys.platform == "win32"
OGI = [sys.executable, *([] if WINDOWS else ["-I"]), "-m", "toolkit.cli.main"]
WAITING = """
import os, signal
from toolkit.collection.processes import pool

if __name__ == "__main__":
    workers = pool(2)
    print(*{one.result() for one in [workers.submit(os.getpid) for _ in range(50)]}, flush=True)
    os.kill(os.getpid(), signal.SIGTERM)
"""
PIPES: Any = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}


def main(home: Path, *, figures: bool) -> None:
    """Go through the day; every step says what came of it."""
    data = home / say("package.data")
    (office,) = data.iterdir()
    first = sorted((office / say("demo.first.folder")).iterdir())
    done: dict[str, object] = {
        "python": sys.version.split()[0],
        "platform": sys.platform,
        "executable": sys.executable,
        "killed": killed(office, first),
        "at once": at_once(office, first),
        "verify": ran("verify", office)["code"],
        "received": received(office),
        "received again": again(office, first),
        "start page": page(data, office.name),
        "page": page(office, "样例市"),
        "console": console(office),
        "start files": start_files(home, first[0]),
    }
    if WINDOWS:
        done["workers left"] = workers_left(home.parent)
    if figures:
        done["figures"] = ran("rollup", office)["code"]
    print(json.dumps(done, ensure_ascii=True))


def ran(*words: object) -> dict[str, object]:
    """Exit code and output of a command."""
    begun = time.monotonic()
    ended = subprocess.run([*OGI, *map(str, words)], check=False, **PIPES)
    return {
        "code": ended.returncode,
        "seconds": round(time.monotonic() - begun, 1),
        "said": ended.stdout.decode("utf-8", "replace")[-1500:],
    }


def at_once(office: Path, files: list[Path]) -> list[int | None]:
    """Exit codes of two runs that receive at the same time."""
    halves = (files[::2], files[1::2])
    runs = [subprocess.Popen([*OGI, "collect", str(office), *map(str, half)], **PIPES) for half in halves]
    return [(run.communicate()[0], run.returncode)[1] for run in runs]


def killed(office: Path, files: list[Path]) -> bool:
    """Whether a run was ended by force after the first file had been received, and before the last."""
    # No pipe: ended while it starts a worker, it leaves one that never runs (in Wine) and would hold it.
    quiet = PIPES | {"stdout": subprocess.DEVNULL}
    run = subprocess.Popen([*OGI, "collect", str(office), *map(str, files)], **quiet)
    while run.poll() is None and not received(office):
        time.sleep(0.01)
    run.kill()
    run.wait()
    return received(office) > 0 and run.returncode not in ((1,) if not WINDOWS else ())


def workers_left(folder: Path, seconds: float = 60) -> int | None:
    """Workers that are still there after the command they wait for was ended by force."""
    script, printed = folder / "waiting.py", folder / "workers.txt"
    script.write_text(WAITING, "utf-8")
    with printed.open("wb") as output:
        subprocess.run([sys.executable, script], check=False, stdin=subprocess.DEVNULL, stdout=output)
    workers = {int(number) for number in printed.read_text("ascii").split()}
    ends = time.monotonic() + seconds
    while any(map(alive, workers)) and time.monotonic() < ends:
        time.sleep(0.05)
    return sum(map(alive, workers)) if workers else None


def alive(process: int) -> bool:
    """Whether Windows knows a process of this number that has not ended."""
    if sys.platform != "win32":
        raise NotImplementedError
    import _winapi

    try:
        handle = _winapi.OpenProcess(_winapi.SYNCHRONIZE, False, process)
    except OSError:
        return False
    try:
        return _winapi.WaitForSingleObject(handle, 0) == _winapi.WAIT_TIMEOUT
    finally:
        _winapi.CloseHandle(handle)


def received(office: Path) -> int:
    """Files on record."""
    connection = sqlite3.connect(office / "ledger.sqlite")
    try:
        return int(connection.execute("SELECT count(*) FROM receipt").fetchone()[0])
    finally:
        connection.close()


def again(office: Path, files: list[Path]) -> int:
    """Files on record after all were sent in once more."""
    ran("collect", office, *files)
    return received(office)


def page(folder: Path, word: str) -> dict[str, object]:
    """Seconds until the page answered, its status, and whether it showed a word."""
    begun = time.monotonic()
    server = subprocess.Popen(
        [*OGI, "desk", str(folder), "--no-browser"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    )
    try:
        assert server.stdout is not None
        address = server.stdout.readline().decode().strip()
        browser = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(CookieJar())
        )
        browser.open(address, timeout=300).close()  # the token becomes a cookie, and leads on to the page
        with browser.open(address.partition("?")[0], timeout=300) as answer:
            shown = answer.read().decode()
        seconds = round(time.monotonic() - begun, 1)
        return {"seconds": seconds, "status": answer.status, "shown": html.escape(word) in shown}
    finally:
        server.kill()
        server.wait()


def console(office: Path) -> str:
    """The end of what a command prints, as the console's bytes in hexadecimal."""
    ended = subprocess.run([*OGI, "status", str(office)], check=False, **PIPES)
    shown: bytes = ended.stdout[:200]
    return shown.hex()


def start_files(home: Path, file: Path) -> dict[str, object]:
    """What came of files with awkward names that were dropped on the start files."""
    names = ["来 件&1(2)!.xlsx", "来件(3).xlsx"]
    files = [home.parent / name for name in names]
    for one in files:
        one.write_bytes(file.read_bytes())
    told: dict[str, object] = {
        "check": dropped(home, CHECK, say("package.check"), files),
        "receive": dropped(home, RECEIVE, say("package.receive"), files),
    }
    if WINDOWS:
        # Wine's command processor does not know %cmdcmdline%: here as Windows would hand it on.
        os.environ |= {"OGI_HOME": str(home), "OGI_COMMAND": called(home / "a.bat", files)}
        command = [sys.executable, "-m", "toolkit.cli.double_click", CHECK]
        told["command line"] = subprocess.run(command, check=False, **PIPES).returncode
    findings = home / say("package.data") / say("package.findings")
    told["pages"] = [page.read_text("utf-8").count("<section") for page in findings.glob("*.html")]
    return told


def dropped(home: Path, action: str, name: str, files: list[Path]) -> int:
    """Drop files on a start file; returns its exit code."""
    if WINDOWS:
        return subprocess.run(called(home / f"{name}.bat", files), check=False, **PIPES).returncode
    command = ["/bin/sh", str(home / "ogi.sh"), action, *map(str, files)]
    return subprocess.run(command, check=False, **PIPES).returncode


def called(start_file: Path, files: list[Path]) -> str:
    """The command line that the Explorer makes: quotation marks only where a name has blanks."""
    names = " ".join(f'"{one}"' if " " in str(one) else str(one) for one in files)
    return f'cmd.exe /c ""{start_file}" {names}"'


if __name__ == "__main__":
    # A browser would be opened: let there be none.
    os.environ["BROWSER"] = "none"
    main(Path(sys.argv[1]), figures="--figures" in sys.argv)
