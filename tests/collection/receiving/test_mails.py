"""Mails as programs write them, with a workbook attached."""

from __future__ import annotations

import base64
import binascii
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.collection.receiving.outlook import message, outlook_mail
from tests.collection.receiving.test_sources import taken, write, zipped
from tests.workbook.received import plain_workbook
from toolkit.collection.ledger.records import Arrival
from toolkit.collection.receiving.containers import container_of
from toolkit.collection.receiving.task import packed

GOOD = plain_workbook()
NAME = "样例市民政局.xlsx"


def mail(*, attach: bytes | None = GOOD, name: str = NAME, text: str = "请查收") -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "报送", "a@example.org", "b@example.org"
    message["Date"] = "Fri, 19 Jan 2024 10:00:00 +0800"
    message.set_content(text)
    if attach is not None:
        message.add_attachment(attach, maintype="application", subtype="octet-stream", filename=name)
    return message


def by_hand(disposition: bytes, body: bytes | None = None, encoding: bytes = b"base64") -> bytes:
    """A mail of one attachment, written to the letter."""
    return (
        b"From: a@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="B"\r\n\r\n--B\r\nContent-Type: text/plain\r\n\r\nhello\r\n'
        b"--B\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: " + encoding + b"\r\n"
        b"Content-Disposition: attachment; " + disposition + b"\r\n\r\n"
        + (base64.encodebytes(GOOD) if body is None else body) + b"\r\n--B--\r\n"
    )  # fmt: skip


def received(folder: Path, data: bytes, name: str = "m.eml") -> dict[str, Arrival]:
    return {arrival.name: arrival for arrival in taken(write(folder, name, data))}


def said(data: bytes, name: str = "m.eml") -> list[str]:
    container = container_of(name, data)
    assert container is not None
    return [finding.message for finding in packed(container, name)]


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"\r\n\r\n", b"\xef\xbb\xbf\n"])
def test_what_an_editor_leaves_before_a_mail_does_not_matter(before: bytes, tmp_path: Path) -> None:
    found = received(tmp_path, before + mail().as_bytes().replace(b"\n", b"\r\n"))
    assert found[f"m.eml/{NAME}"].content == GOOD


def test_the_attachment_is_taken_in(tmp_path: Path) -> None:
    found = received(tmp_path, mail().as_bytes())
    assert list(found) == [f"m.eml/{NAME}", "m.eml"]
    inside = found[f"m.eml/{NAME}"]
    assert (inside.content, inside.kind, inside.modified_at) == (
        GOOD,
        "workbook",
        "2024-01-19T02:00:00+00:00",
    )
    assert found["m.eml"].kind == "archive"


ENCODED = base64.b64encode("样例市民政局".encode("gbk"))


@pytest.mark.parametrize(
    "disposition",
    [
        b'filename="=?GBK?B?' + ENCODED + b'?=.xlsx"',
        b'filename="=?gb2312?B?' + ENCODED + b'?=\r\n =?gb2312?Q?.xlsx?="',
        b"filename*=utf-8''%E6%A0%B7%E4%BE%8B%E5%B8%82%E6%B0%91%E6%94%BF%E5%B1%80.xlsx",
        b"filename*0*=gb18030''%D1%F9%C0%FD%CA%D0; filename*1*=%C3%F1%D5%FE%BE%D6.xlsx",
        'filename="样例市民政局.xlsx"'.encode("gbk"),
        'filename="样例市民政局.xlsx"'.encode(),
        b'filename="%E6%A0%B7%E4%BE%8B%E5%B8%82%E6%B0%91%E6%94%BF%E5%B1%80.xlsx"',
    ],
)
def test_names_as_mail_programs_write_them(tmp_path: Path, disposition: bytes) -> None:
    found = received(tmp_path, by_hand(disposition))
    assert list(found) == [f"m.eml/{NAME}", "m.eml"]
    assert found[f"m.eml/{NAME}"].content == GOOD


def test_attachments_without_a_name(tmp_path: Path) -> None:
    assert received(tmp_path, by_hand(b""))["m.eml/附件1"].content == GOOD


def test_other_encodings(tmp_path: Path) -> None:
    printable = binascii.b2a_qp(GOOD, istext=False)
    found = received(tmp_path, by_hand(b'filename="a.xlsx"', printable, b"quoted-printable"))
    assert found["m.eml/a.xlsx"].content == GOOD
    lines = [binascii.b2a_uu(GOOD[at : at + 45]) for at in range(0, len(GOOD), 45)]
    body = b"begin 644 a.xlsx\n" + b"".join(lines) + b"`\nend\n"
    plain = b"From: a\r\nTo: b\r\nSubject: c\r\n\r\nhello\n" + body
    assert received(tmp_path, plain)["m.eml/a.xlsx"].content == GOOD


def test_mails_within_mails_and_archives_within_mails(tmp_path: Path) -> None:
    outer = mail(attach=None)
    outer.add_attachment(mail(attach=zipped({NAME: GOOD}), name="报送.zip"))
    found = received(tmp_path, outer.as_bytes())
    (inside,) = (name for name in found if name.endswith(NAME))
    assert inside == f"m.eml/报送.eml/报送.zip/{NAME}" and found[inside].content == GOOD


def test_a_mailbox_gives_every_mail(tmp_path: Path) -> None:
    lines = b"".join(
        b"From a@example.org Fri Jan 19 10:00:00 2024\n" + mail(name=f"{n}.xlsx").as_bytes() + b"\n\n"
        for n in "ab"
    )
    found = received(tmp_path, lines, "in.mbox")
    assert [name for name in found if name.endswith(".xlsx")] == [
        "in.mbox/1 报送.eml/a.xlsx",
        "in.mbox/2 报送.eml/b.xlsx",
    ]


def test_a_mail_without_workbook_only_accompanies(tmp_path: Path) -> None:
    found = received(tmp_path, mail(attach=b"%PDF-1.7", name="盖章.pdf").as_bytes())
    assert {arrival.kind for arrival in found.values()} == {"attachment"}


def test_what_a_mail_cannot_give_is_a_case(tmp_path: Path) -> None:
    cloud = mail(attach=None, text="下载 https://wx.mail.qq.com/ftn/download?func=3").as_bytes()
    assert received(tmp_path, cloud)["m.eml"].kind == "workbook"
    assert "在网上" in said(cloud)[0]
    sealed = by_hand(b'filename="smime.p7m"').replace(b"octet-stream", b"pkcs7-mime")
    assert received(tmp_path, sealed)["m.eml"].kind == "workbook"
    assert "加密" in said(sealed)[0]


def test_a_mail_cut_off_ends_in_a_finding(tmp_path: Path) -> None:
    data = mail().as_bytes()
    found = received(tmp_path, data[: len(data) * 2 // 3])
    assert found[f"m.eml/{NAME}"].kind == "workbook", "whose reader says it is cut off"
    nothing = received(tmp_path, b"\0\1\2 no mail", "n.eml")
    assert nothing["n.eml"].kind == "workbook"


# --- Outlook ------------------------------------------------------------------------------------


@pytest.mark.parametrize("wide", [True, False])
def test_a_mail_that_outlook_saved(tmp_path: Path, wide: bool) -> None:
    found = received(tmp_path, outlook_mail({NAME: GOOD, "盖章.pdf": b"%PDF-1.7"}, wide=wide), "m.msg")
    assert {name: arrival.kind for name, arrival in found.items()} == {
        f"m.msg/{NAME}": "workbook", "m.msg/盖章.pdf": "attachment", "m.msg": "archive",
    }  # fmt: skip
    assert found[f"m.msg/{NAME}"].content.startswith(GOOD)


def test_a_mail_within_a_mail_that_outlook_saved(tmp_path: Path) -> None:
    found = received(tmp_path, outlook_mail({"转发": message({NAME: GOOD})}), "m.msg")
    assert f"m.msg/转发/{NAME}" in found


def test_an_outlook_mail_that_is_broken_is_a_case(tmp_path: Path) -> None:
    data = outlook_mail({NAME: GOOD})
    (only,) = received(tmp_path, data[:2_000], "m.msg").values()
    assert only.kind == "workbook"
