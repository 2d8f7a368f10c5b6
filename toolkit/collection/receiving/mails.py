"""Mails with their attachments: .eml, .mbox and Outlook's .msg.

Attachments are found as mail programs write them: base64, quoted-printable or uuencode, names in any of
the standards and outside them (raw GBK), a mail within a mail. The text of a mail is no member.
"""

from __future__ import annotations

import binascii
import mailbox
import re
import tempfile
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from datetime import UTC
from email import message_from_bytes
from email.errors import InvalidBase64LengthDefect, NoBoundaryInMultipartDefect, StartBoundaryNotFoundDefect
from email.generator import BytesGenerator
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime
from io import BytesIO
from mimetypes import guess_extension
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from toolkit.collection.ledger.records import Arrival
from toolkit.collection.receiving import labels
from toolkit.collection.receiving.containers import Budget, Container, Reason, Trouble
from toolkit.messages import say
from toolkit.workbook.scanning.scanned import MAX_FILE

if TYPE_CHECKING:
    from oxmsg.storage import Storage

_BROKEN = (NoBoundaryInMultipartDefect, StartBoundaryNotFoundDefect)
_UUENCODED = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]+)\r?\n(.*?)^end\b", re.MULTILINE | re.DOTALL)
_MOST_PARTS = 2_000
_NAMES = ("3707", "3704", "3001")
"""Outlook's tags of an attachment's long name, short name and shown name."""
_LETTER = ("0C1A", "0C1F", "0037", "1000")
"""Its tags of a mail's sender, the sender's address, the subject, the text."""
_MESSAGES = ("message/rfc822", "message/global")
_STORED_ELSEWHERE = re.compile(
    rb"ftnExs_download|wx\.mail\.qq\.com/ftn|mail\.163\.com/large-attachment|dashi\.163\.com|cowtransfer|"
    rb"mail\.126\.com/large-attachment|download\.mail\.|xdisk|"
    + "\N{CJK UNIFIED IDEOGRAPH-8D85}\N{CJK UNIFIED IDEOGRAPH-5927}\N{CJK UNIFIED IDEOGRAPH-9644}".encode()
)
"""Links of the mail services that keep large attachments on their own machines."""


class Mail(Container):
    """One mail (.eml)."""

    word = "word.mail"

    def _members(self, name: str, budget: Budget) -> Iterator[Arrival]:
        # Editors leave a mark or empty lines before the headers, Apple's mail program the number of bytes.
        content = self.content.removeprefix(BOM_UTF8).lstrip(b"\r\n")
        first, _, rest = content.partition(b"\n")
        message = message_from_bytes(rest if first.strip().isdigit() else content)
        given = False
        for number, (stated, content) in enumerate(self._attachments(message), start=1):
            label = labels.inside(stated or say("mail.attachment", number=number))
            reason = self._refusal(content, number, budget)
            given = True
            if reason is None:
                yield Arrival(f"{name}/{label}", content, modified_at=_sent(message))
            else:
                self.troubles.append(Trouble(reason, label))
        if not given and _STORED_ELSEWHERE.search(_texts(message)):
            self.troubles.append(Trouble("elsewhere"))

    @staticmethod
    def _refusal(content: bytes, number: int, budget: Budget) -> Reason | None:
        if len(content) > MAX_FILE:
            return "too_large"
        return None if number <= _MOST_PARTS and budget.take(len(content)) else "too_many"

    def _attachments(self, message: Message) -> Iterator[tuple[str, bytes]]:
        """Name and content of every part that is not the mail's own text."""
        if any(isinstance(defect, _BROKEN) for defect in message.defects):
            self.troubles.append(Trouble("damaged"))
        kind = message.get_content_type()
        if kind in _MESSAGES:
            yield _forwarded(message)
        elif kind == "message/partial":
            self.troubles.append(Trouble("damaged", file_name(message)))
        elif message.is_multipart():
            if kind == "multipart/encrypted":
                self.troubles.append(Trouble("sealed"))
            for part in message.get_payload():
                if isinstance(part, Message):
                    yield from self._attachments(part)
        else:
            yield from self._leaf(message, kind)

    def _leaf(self, part: Message, kind: str) -> Iterator[tuple[str, bytes]]:
        payload: Any = part.get_payload(decode=True)
        content = payload if isinstance(payload, bytes) else b""
        name = file_name(part)
        if kind in ("application/pkcs7-mime", "application/x-pkcs7-mime"):
            self.troubles.append(Trouble("sealed", name))
        elif not name and part.get_content_maintype() == "text":
            for found in _UUENCODED.finditer(content):
                yield text_of(found[1]), _uudecoded(found[2])
        else:
            if any(isinstance(defect, InvalidBase64LengthDefect) for defect in part.defects):
                self.troubles.append(Trouble("damaged", name))
            # A picture within the text has no name, and is no workbook.
            picture = guess_extension(kind) if part.get_content_maintype() == "image" else ""
            yield name or (say("mail.picture") + picture if picture else ""), content


class Mailbox(Container):
    """Many mails in one file (.mbox); each is a member."""

    word = "word.mailbox"

    def _members(self, name: str, budget: Budget) -> Iterator[Arrival]:
        with tempfile.TemporaryDirectory(prefix="ogi-") as folder:
            file = Path(folder) / "mails"  # the library reads from disk only
            file.write_bytes(self.content)
            mails = mailbox.mbox(file, create=False)
            try:
                for number, key in enumerate(mails.iterkeys(), start=1):
                    content = mails.get_bytes(key)
                    label = labels.inside(f"{number} {_subject(content)}".strip().replace("/", " ") + ".eml")
                    if not budget.take(len(content)):
                        self.troubles.append(Trouble("too_many", label))
                        continue
                    yield Arrival(f"{name}/{label}", content)
            finally:
                mails.close()


class OutlookMessage(Container):
    """A mail that Outlook saved (.msg)."""

    word = "word.mail"

    def _members(self, name: str, budget: Budget) -> Iterator[Arrival]:
        from olefile import OleFileIO  # noqa: PLC0415
        from oxmsg.storage import Storage  # noqa: PLC0415

        try:
            with OleFileIO(BytesIO(self.content)) as container:
                attachments = list(_outlook_attachments(Storage.from_ole(container)))
        except Exception:  # the libraries raise nearly anything on a broken file
            self.troubles.append(Trouble("damaged"))
            return
        for number, (stated, content) in enumerate(attachments, start=1):
            label = labels.inside(stated or say("mail.attachment", number=number))
            if content is None:
                self.troubles.append(Trouble("elsewhere", label))
            elif len(content) > MAX_FILE or not budget.take(len(content)):
                self.troubles.append(Trouble("too_large", label))
            else:
                yield Arrival(f"{name}/{label}", content)


def _outlook_attachments(message: Storage, depth: int = 4) -> Iterator[tuple[str, bytes | None]]:
    """Name and content of each attachment, those of mails within the mail included ([MS-OXMSG] 2.2.2)."""
    for attachment in message.iter_attachment_storages():
        streams = {stream.name: stream.bytes_ for stream in attachment.streams}
        name = next(filter(None, (_outlook_text(streams, tag) for tag in _NAMES)), "")
        inner = next((s for s in attachment.storages if s.name == "__substg1.0_3701000D"), None)
        if inner is None:
            yield name, streams.get("__substg1.0_37010102")
        elif depth:
            for label, content in _outlook_attachments(inner, depth - 1):
                yield f"{name or say('word.mail')}/{label}", content
        else:
            yield name, None


def _outlook_text(streams: Mapping[str, bytes], tag: str) -> str:
    """A text property, in UTF-16 or in the code page of the sender's Windows."""
    wide, narrow = (streams.get(f"__substg1.0_{tag}{kind}", b"") for kind in ("001F", "001E"))
    return (wide.decode("utf-16-le", "replace") if wide else text_of(narrow)).rstrip("\0")


def _forwarded(part: Message) -> tuple[str, bytes]:
    """A mail within a mail, as a file of its own."""
    payload: Any = part.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload else Message()
    encoded = str(part.get("content-transfer-encoding", "")).strip().lower() == "base64"
    if encoded and not inner.keys():  # against the standard, and seen
        raw = _unpacked(str(inner.get_payload()))
    else:
        stream = BytesIO()
        BytesGenerator(stream, mangle_from_=False).flatten(inner)
        raw = stream.getvalue()
    name = file_name(part) or _subject(raw).replace("/", " ")
    return (name if name.lower().endswith(".eml") else f"{name}.eml"), raw


def _unpacked(text: str) -> bytes:
    try:
        return binascii.a2b_base64(text)
    except binascii.Error:
        return text.encode(errors="replace")


def _uudecoded(body: bytes) -> bytes:
    content = bytearray()
    for line in body.splitlines():
        try:
            content += binascii.a2b_uu(line)
        except binascii.Error:  # trailing spaces were cut; as many bytes as the line declares
            size = ((line[0] - 32) & 63) * 4 // 3 + 3 if line else 0
            try:
                content += binascii.a2b_uu(line[: size + 1].ljust(size + 1))
            except binascii.Error:
                break  # what is missing will show when the file is read
    return bytes(content)


def _texts(message: Message) -> bytes:
    """The mail's own text, in UTF-8 as far as it can be told."""
    found = []
    for part in message.walk():
        if part.get_content_maintype() == "text" and not part.is_multipart():
            payload: Any = part.get_payload(decode=True)
            charset = str(part.get_content_charset() or "utf-8")
            found.append(decoded(payload or b"", charset).encode(errors="replace"))
    return b"\n".join(found)


# --- names --------------------------------------------------------------------------------------


def file_name(part: Message) -> str:
    """Name of an attachment: RFC 2231, RFC 2047, raw bytes or percent signs; ``""`` if it has none."""
    for header, parameter in (("content-disposition", "filename"), ("content-type", "name")):
        raw = next((value for key, value in part.raw_items() if key.lower() == header), None)
        if raw is None:
            continue
        readable = Message()
        readable[header] = text_of(str(raw).encode("utf-8", "surrogateescape"))
        value: Any = readable.get_param(parameter, None, header)
        name = _of_parameter(value)
        if name:
            return name
    return ""


def _of_parameter(value: Any) -> str:
    if not value:
        return ""
    if isinstance(value, tuple):  # RFC 2231: charset, language, text of bytes
        charset, _, text = value
        return decoded(str(text).encode("latin-1", "replace"), charset or "utf-8")
    name = words(str(value))
    if "%" in name:
        percent = labels.guessed(unquote_to_bytes(name))
        return percent or name
    return name


def words(text: str) -> str:
    """A header's text with its encoded words (RFC 2047) decoded."""
    try:
        pieces = decode_header(re.sub(r"\s*\r?\n\s*", " ", text))
    except Exception:  # an encoded word that is none
        return text
    return "".join(
        piece if isinstance(piece, str) else decoded(piece, charset or "utf-8") for piece, charset in pieces
    )


def decoded(raw: bytes, charset: str) -> str:
    """Bytes as text; every Chinese charset by its superset, since programs write gb2312 and mean GBK."""
    encoding = "gb18030" if charset.lower().startswith(("gb", "hz-gb", "x-gb", "cp936")) else charset
    try:
        return raw.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return labels.guessed(raw) or raw.decode("utf-8", "replace")


def text_of(raw: bytes) -> str:
    """Bytes of a header as text: UTF-8, else as a Chinese Windows wrote them."""
    return labels.guessed(raw) or raw.decode("utf-8", "replace")


def _subject(content: bytes) -> str:
    return _header(message_from_bytes(content[:65_536]), "subject")


# --- who wrote what ------------------------------------------------------------------------------


def letter(kind: str, content: bytes) -> tuple[str, str, str]:
    """Sender, subject and own text of one mail (``mail`` or ``msg``); the text may be a web page."""
    if kind == "msg":
        return _outlook_letter(content)
    first, _, rest = content.partition(b"\n")
    message = message_from_bytes(rest if first.strip().isdigit() else content)
    return _header(message, "from"), _header(message, "subject"), _texts(message).decode(errors="replace")


def _outlook_letter(content: bytes) -> tuple[str, str, str]:
    from olefile import OleFileIO  # noqa: PLC0415
    from oxmsg.storage import Storage  # noqa: PLC0415

    with OleFileIO(BytesIO(content)) as container:
        streams = {stream.name: stream.bytes_ for stream in Storage.from_ole(container).streams}
    name, address, subject, body = (_outlook_text(streams, tag) for tag in _LETTER)
    return f"{name} {address}".strip(), subject, body


def _header(message: Message, name: str) -> str:
    raw = next((value for key, value in message.raw_items() if key.lower() == name), "")
    return words(text_of(str(raw).encode("utf-8", "surrogateescape")))


def _sent(message: Message) -> str:
    try:
        sent = parsedate_to_datetime(str(message.get("date", "")))
    except (TypeError, ValueError, IndexError, OverflowError):
        return ""
    return sent.astimezone(UTC).isoformat(timespec="seconds")
