"""Files of the embeddable Python are what their publisher signed."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.packaging import windows_python
from toolkit.packaging.platforms import PLATFORMS
from toolkit.packaging.running import BuildError
from toolkit.packaging.windows_python import same_digest, signer, verify, write_search_path

GOOD = """\
Current message digest    : AB12
Calculated message digest : AB12

Signer's certificate:
\t------------------
\tSigner #0:
\t\tSubject: /C=US/ST=Oregon/L=Beaverton/O=Python Software Foundation/CN=Python Software Foundation
\t\tIssuer : /C=US/O=Microsoft Corporation/CN=Microsoft ID Verified CS AOC CA 02
"""
OTHER = GOOD.replace("CN=Python Software Foundation", "CN=Somebody Else")
CHANGED = GOOD.replace("Calculated message digest : AB12", "Calculated message digest : CD34    MISMATCH!!!")


@pytest.mark.parametrize(
    ("name", "printed", "fails", "refused"),
    [
        ("python.exe", GOOD, False, ""),
        ("python.exe", OTHER, False, "Somebody Else"),
        ("python.exe", CHANGED, True, "MISMATCH"),
        ("python.exe", GOOD, True, "AB12"),
        ("python.exe", "", False, "nobody"),
        ("vcruntime140.dll", GOOD, True, ""),
        ("vcruntime140.dll", CHANGED, True, "MISMATCH"),
    ],
)
def test_a_signature_is_believed_or_not(
    name: str, printed: str, fails: bool, refused: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(*command: str | Path) -> str:
        if "--help" not in command and fails:
            raise BuildError(printed)
        return printed

    monkeypatch.setattr(windows_python, "output_of", answer)
    if refused:
        with pytest.raises(BuildError, match=refused):
            verify(Path(name), Path("trusted.pem"))
    else:
        verify(Path(name), Path("trusted.pem"))


def test_what_was_printed_is_read() -> None:
    assert signer(GOOD) == "Python Software Foundation"
    assert same_digest(GOOD)
    assert not same_digest(CHANGED)
    assert not same_digest("")


def test_modules_are_looked_for_in_the_folder_alone(tmp_path: Path) -> None:
    write_search_path(PLATFORMS["windows"], tmp_path)
    written = (tmp_path / "python313._pth").read_bytes()
    assert written.splitlines() == [b"python313.zip", b".", b"Lib\\site-packages", b"import site"]
