"""Files that are no workbook, one of each kind an office is sent: name, bytes, kind."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import struct
import tarfile
import zlib

from tests.workbook.received import plain_workbook, unzipped, xls_renamed, zipped
from toolkit.workbook.scanning.kinds import Kind

GOOD = plain_workbook()
NOISE = random.Random(11).randbytes(5_000)
SHEETS_2003 = (
    b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet/></Workbook>'
)
FLAT = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<office:document xmlns:office="urn:oasis:names:tc:opendocument:'
    b'xmlns:office:1.0" office:mimetype="application/vnd.oasis.opendocument.spreadsheet"/>'
)
SAVED_PAGE = (
    b"From: <Saved by Blink>\r\nSubject: x\r\nDate: Fri, 19 Jan 2024 10:00:00 +0800\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/related; type="text/html"; boundary="B"\r\n\r\n--B\r\n'
)
MAIL = b"Received: from a by b\r\nFrom: a@example.org\r\nTo: b@example.org\r\nSubject: x\r\n\r\nhello\r\n"


def _tar() -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        info = tarfile.TarInfo("a.xlsx")
        info.size = len(GOOD)
        archive.addfile(info, io.BytesIO(GOOD))
    return stream.getvalue()


def _split(data: bytes) -> bytes:
    """The last volume of an archive in two: its end names disk 1."""
    end = data.rindex(b"PK\5\6")
    return data[: end + 4] + struct.pack("<HH", 1, 0) + data[end + 8 :]


ENCRYPTED_BY_SOFTWARE = {
    "E-SafeNet": b"\x62\x14\x23\x65\x02\x01\x00\x00E-SafeNet LOCK" + NOISE,
    "TSD": b"%TSD-Header-###%" + NOISE,
    "DRM": b"\x77\x8aDRM" + NOISE,
    "Fasoo": b"\x9b DRMONE  This Document is encrypted and protected by Fasoo DRM" + NOISE,
    "SoftCamp": b"SCDSA002" + NOISE,
}
PACKED = {
    "RAR 5": (b"Rar!\x1a\7\1\0" + NOISE, "RAR"),
    "RAR 4": (b"Rar!\x1a\7\0" + NOISE, "RAR"),
    "7z": (b"7z\xbc\xaf\x27\x1c\0\4" + NOISE, "7z"),
    "gzip": (gzip.compress(GOOD), "gzip"),
    "bzip2": (bz2.compress(GOOD), "bzip2"),
    "xz": (lzma.compress(GOOD), "xz"),
    "tar": (_tar(), "tar"),
    "zstd": (b"\x28\xb5\x2f\xfd" + NOISE, "zstd"),
    "lz4": (b"\x04\x22\x4d\x18" + NOISE, "lz4"),
    "cab": (b"MSCF\0\0\0\0" + NOISE, "cab"),
    "iso": (bytes(32_769) + b"CD001" + bytes(100), "iso"),
    "lzh": (b"\x22\x8f-lh5-" + NOISE, "lzh"),
}

FILES: tuple[tuple[str, bytes, Kind], ...] = (
    *((f"{maker}.xlsx", data, "encryption_software") for maker, data in ENCRYPTED_BY_SOFTWARE.items()),
    ("unknown maker.xls", b"\x60\x23\x01\x02" + NOISE, "noise"),
    ("short noise.et", NOISE[:400], "noise"),
    ("squeezed.xlsx", zlib.compress(NOISE)[20:], "noise"),
    *((name, data, "packed") for name, (data, _) in PACKED.items()),
    ("sfx.exe", b"MZ\x90\0" + bytes(500) + b"Rar!\x1a\7\0" + NOISE, "self_extracting"),
    ("setup.exe", b"MZ\x90\0" + bytes(500), "program"),
    ("MZ.csv", "MZ民政局,新收\n101,3\n".encode("gbk"), "text"),
    ("a.uos", zipped({"content.xml": "<uof:UOF/>", "uof.xml": "<a/>", "_meta/meta.xml": "<a/>"}), "uof"),
    ("b.uof", b'<?xml version="1.0"?><uof:UOF xmlns:uof="http://schemas.uof.org/cn/2009/uof"/>', "uof"),
    ("a.fods", FLAT, "flat_ods"),
    ("a.xml", SHEETS_2003, "xml_2003"),
    ("utf16.xml", SHEETS_2003.decode().encode("utf-16"), "xml_2003"),
    ("a.mht", SAVED_PAGE, "web_archive"),
    ("excel.xls", SAVED_PAGE.replace(b"Subject: x", b"X-Document-Type: Workbook"), "web_archive"),
    ("page.xls", b'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table></table></html>', "html"),
    ("rows.xls", b"<meta charset=utf-8><table><tr><td>1</td></tr></table>", "html"),
    ("a.numbers", zipped({"Index/Document.iwa": NOISE, "Metadata/Properties.plist": "x"}), "iwork"),
    ("a.numbers", zipped({"Index.zip": NOISE, "buildVersionHistory.plist": "x"}), "iwork"),
    ("a.csv", "项目,自然人\n新收,3\n".encode("gb18030"), "text"),
    ("unicode.txt", "项目\t自然人\n新收\t3\n".encode("utf-16"), "text"),
    ("a.slk", b"ID;PWXL;N;E\r\nC;Y1;X1;K3\r\n", "text"),
    ("a.mdb", b"\0\1\0\0Standard Jet DB\0" + bytes(100), "database"),
    ("xl4.xls", b"\x09\4\6\0\0\0\x10\0" + bytes(50), "old_sheet"),
    ("a.xlsb", zipped({"[Content_Types].xml": "<a/>", "xl/workbook.bin": b"\x83\1\0"}), "xlsb"),
    ("a.ksheet", b'{"url": "https://www.kdocs.cn/l/x"}', "online"),
    ("b.ksheet", NOISE, "online"),
    ("a.dbt", NOISE[:100], "online"),
    ("a.url", b"[InternetShortcut]\r\nURL=https://www.kdocs.cn/l/x\r\n", "shortcut"),
    ("a.xlsx.lnk", b"L\0\0\0\1\x14\2\0\0\0\0\0\xc0\0\0\0\0\0\0F" + bytes(60), "shortcut"),
    ("a.desktop", b"[Desktop Entry]\nType=Link\nURL=file:///a.xlsx\n", "shortcut"),
    ("a.msg", xls_renamed("__properties_version1.0"), "msg"),
    ("a.doc", xls_renamed("WordDocument"), "word"),
    ("a.db", xls_renamed("Catalog"), "ole"),
    ("winmail.dat", b"\x78\x9f\x3e\x22" + NOISE, "winmail"),
    ("a.pst", b"!BDN" + NOISE, "mail_store"),
    ("a.eml", MAIL, "mail"),
    ("a.emlx", b"93\n" + MAIL, "mail"),
    ("a.mbox", b"From a@example.org Fri Jan 19 10:00:00 2024\n" + MAIL, "mbox"),
    ("torn.eml", b"nothing of a mail", "cut_off"),
    ("a.zip", zipped({"a.xlsx": GOOD}), "zip"),
    ("empty.zip", zipped({}), "zip"),
    ("folders.zip", zipped({"word/a.docx": b"x", "xl/a.xlsx": GOOD, "Index.zip": b"x"}), "zip"),
    ("cut.xlsx", GOOD[: len(GOOD) // 2], "cut_off"),
    ("a.xlsx", GOOD[len(GOOD) // 3 :], "headless"),
    ("beginning.xlsx", bytes(64) + GOOD[64:], "headless"),
    ("a.zip", _split(zipped({"a.xlsx": GOOD})), "split"),
    ("a.zip.001", b"PK\7\x08" + GOOD[: len(GOOD) // 2], "split"),
    ("a.z02", NOISE, "split"),
    ("a.r01", NOISE, "split"),
    ("a.xlsx.crdownload", GOOD[: len(GOOD) // 2], "partial"),
    ("a.xlsx.baiduyun.downloading", bytes(4_000), "partial"),
    ("a.xlsx.part", b"", "partial"),
    ("a.xlsx", bytes(4_000), "zeros"),
    ("a.xlsx", b"", "empty"),
    ("a.xlsx.cloud", b"", "placeholder"),
    ("a.xlsx.cloudf", b'{"id": 1}', "placeholder"),
    ("a.xlsx", b"\0\5\x16\7" + bytes(100), "companion"),
    ("a.docx", zipped({"[Content_Types].xml": "<a/>", "word/document.xml": "<w/>"}), "word"),
    ("a.rtf", b"{\\rtf1 a}", "word"),
    ("a.pptx", zipped({"[Content_Types].xml": "<a/>", "ppt/presentation.xml": "<p/>"}), "slides"),
    ("a.ofd", zipped({"OFD.xml": "<a/>", "Doc_0/Document.xml": "<a/>"}), "ofd"),
    ("a.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "pdf"),
    ("a.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF", "image"),
    ("a.heic", b"\0\0\0\x18ftypheic" + bytes(16), "image"),
    ("a.bmp", b"BM\x36\4\0\0\0\0\0\0\x36\4\0\0", "image"),
    ("a.mp4", b"\0\0\0\x18ftypmp42" + bytes(16), "media"),
    ("a.xlsx", b"\x01\x02\x03 nobody knows", "unknown"),
    ("a.xlsx", GOOD, "workbook"),
    ("a.xlsx.crdownload", GOOD, "workbook"),
    ("a.pdf", zipped(unzipped(GOOD)), "workbook"),
)
