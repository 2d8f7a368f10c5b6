"""A page that a browser saved as one file (mht, mhtml): its first page, the address it was saved from."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email.message import Message

from toolkit.published.content import PublishedContent
from toolkit.published.formats.web_page import read_page
from toolkit.workbook.scanning.scanned import Unreadable

_ADDRESSES = ("snapshot-content-location", "content-location")


def read_archive(data: bytes) -> PublishedContent:
    """Read the page in a web archive.

    Raises:
        Unreadable: there is none, or it cannot be read.
    """
    message = message_from_bytes(data)
    page = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    payload = page.get_payload(decode=True) if page is not None else None
    if page is None or not isinstance(payload, bytes):
        raise Unreadable("damaged")
    content = read_page(payload)
    return content if content.address else replace(content, address=_address(message) or _address(page))


def _address(part: Message) -> str:
    stated = (str(part.get(name, "")).strip() for name in _ADDRESSES)
    return next((address for address in stated if address.startswith(("http://", "https://"))), "")
