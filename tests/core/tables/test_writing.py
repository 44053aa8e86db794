"""Files that we hand out are safe to open and come back as they were."""

import csv
import io

import openpyxl
import pytest

from core.tables.columns import Column, Kind
from core.tables.writing import csv_text, safe_cell, template_workbook, workbook
from tests.core.tables.files import parsed, xlsx

CODE = Column("code", "Code", Kind.IDENTIFIER, required=True, example="A-1")
NOTE = Column("note", "Note", example="=not a formula")
PIECES = Column("pieces", "Pieces", Kind.INTEGER, example="5")


@pytest.mark.parametrize("text", ["=1+1", "+358 40", "-5", "@SUM(A1)", "\t=1", "\r=1", "'=x", "''-x"])
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("value", ["Bolt", "'n Huis", "5", "a=b", "", -5, 7])
def test_other_values_stay_as_they_are(value):
    assert safe_cell(value) == str(value)


@pytest.mark.parametrize(
    "text", ["+358 40", "-5 degrees", "@home", "'+x", "'n Huis", "a=b", 'say "x", y', "Äy\u00e4"]
)
def test_what_was_written_reads_as_it_was(text):
    written = "".join(csv_text(["code", "note"], [["A", text]]))

    assert parsed(written, [CODE, NOTE]).rows[0]["note"] == text


def test_a_csv_begins_with_the_mark_by_which_excel_knows_utf8_and_is_well_quoted():
    written = "".join(csv_text(["row", "=message"], [[2, "a, b"], [3, None]]))

    assert written == '\ufeffrow,\'=message\r\n2,"a, b"\r\n3,\r\n'
    assert list(csv.reader(io.StringIO(written[1:], newline=""))) == [
        ["row", "'=message"],
        ["2", "a, b"],
        ["3", ""],
    ]


def test_a_workbook_holds_texts_as_texts():
    data = workbook("a/b", ["code"], [["=1+1"], ["bad\x07sign"], [5]])

    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet.title == "a b"
    assert [(cell.value, cell.data_type) for cell in sheet["A"]] == [
        ("code", "s"),
        ("=1+1", "s"),
        ("bad\ufffdsign", "s"),
        (5, "n"),
    ]


def test_a_template_is_read_by_the_import_that_it_is_for():
    data = template_workbook("Things", [CODE, NOTE, PIECES], [], [["column"], ["code"]])
    book = openpyxl.load_workbook(io.BytesIO(data))

    assert book.sheetnames == ["Things", "Columns"]
    assert [cell.data_type for cell in book["Things"][2]] == ["s", "s", "n"]
    table = parsed(data, [CODE, PIECES])
    assert table.rows[0].values == {"code": "A-1", "pieces": 5}


def test_a_text_in_a_workbook_that_looks_like_a_formula_is_refused_when_it_is_read():
    table = parsed(xlsx(["code", "note"], ["A", "'=x"]), [CODE, NOTE])

    assert table.rows[0]["note"] == "=x"
