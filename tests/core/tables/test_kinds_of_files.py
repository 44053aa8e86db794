"""What a file is, is found out from its bytes."""

import io
import zipfile

import pytest

from core.tables.cells import FileKind
from core.tables.errors import TableError
from core.tables.kinds_of_files import file_kind
from tests.core.tables.files import raw_rows, xlsx


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"code,name\n", FileKind.CSV),
        (b"[code],name\n", FileKind.CSV),
        (b'  [ {"code": 1}]', FileKind.JSON),
        (b"[]", FileKind.JSON),
        (b'{"rows": []}', FileKind.JSON),
        (b'\xef\xbb\xbf[{"code": 1}]', FileKind.JSON),
        ('[{"code": 1}]'.encode("utf-16"), FileKind.JSON),
        (xlsx(["code"])[:100], FileKind.XLSX),
    ],
)
def test_the_bytes_tell_the_kind(head, kind):
    if head == b"[]":
        head += b"\n"
    assert file_kind(head) is kind


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old .xls workbook or one with a password"),
        (b"%PDF-1.7", "a PDF file"),
        (b"\x89PNG\r\n", "a PNG file"),
        (b"\x1f\x8b\x08", "a gzip file"),
        (b"<!DOCTYPE html><table>", "a web page or XML"),
        (b"<?xml version='1.0'?>", "a web page or XML"),
    ],
)
def test_a_file_of_another_kind_is_named(head, words):
    with pytest.raises(TableError, match=words):
        file_kind(head)


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("content.xml", "OpenDocument"),
        ("xl/workbook.bin", r"\.xlsb"),
        ("photos/1.jpg", r"an archive \(ZIP\)"),
    ],
)
def test_an_archive_that_is_no_workbook_is_named(entry, words):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(entry, "x")

    with pytest.raises(TableError, match=words):
        raw_rows(file.getvalue())
