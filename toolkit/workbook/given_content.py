"""What the readers of reports are given: a path or bytes."""

from __future__ import annotations

from pathlib import Path


def content_and_name(source: str | Path | bytes, name: str) -> tuple[bytes, str]:
    """What a reader was given: the bytes, and the name for messages, by default that of the path."""
    if isinstance(source, bytes):
        return source, name
    path = Path(source)
    return path.read_bytes(), name or path.name
