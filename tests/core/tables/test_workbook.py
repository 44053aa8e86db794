"""XLSX workbooks, as spreadsheets and attackers make them."""

import datetime as dt
import io
import time
import zipfile

import openpyxl
import pytest

from core.tables.errors import TableError
from core.tables.limits import TableLimits
from tests.core.tables.files import cells, part, raw_rows, saved, with_part, xlsx

SHEET = "xl/worksheets/sheet1.xml"


def test_numbers_dates_times_and_truths_become_plain_text():
    data = xlsx(
        ["whole", "part", "noise", "day", "moment", "clock", "yes"],
        [
            5,
            1.25,
            0.1 + 0.2,
            dt.date(2026, 11, 22),
            dt.datetime(2026, 11, 22, 8, 30),  # noqa: DTZ001 - spreadsheets know no zones
            dt.time(8, 0),
            True,
        ],
    )

    assert cells(data) == [
        ["5", "1.25", "0.3", "2026-11-22 00:00:00", "2026-11-22 08:30:00", "08:00:00", "true"]
    ]


def test_a_time_that_a_fraction_of_a_day_cannot_hold_exactly_is_rounded_to_its_second():
    book = openpyxl.Workbook()
    book.active.append(["clock"])
    book.active.append([0.33333333])
    book.active["A2"].number_format = "hh:mm"

    assert cells(saved(book)) == [["08:00:00"]]


def test_a_formula_is_refused_where_it_stands_and_its_cached_value_is_not_believed():
    data = xlsx(["code", "pieces"], ["A", "=1+1"], ["B", '=HYPERLINK("http://x","y")'], ["C", 3])

    assert cells(data) == [["A", "<formula>"], ["B", "<formula>"], ["C", "3"]]


def test_a_text_that_only_looks_like_a_formula_stays_text():
    book = openpyxl.Workbook()
    book.active.append(["code"])
    book.active.append(["x"])
    book.active["A2"].value = "=1+1"
    book.active["A2"].data_type = "s"

    assert cells(saved(book)) == [["=1+1"]]


def test_an_error_value_is_refused_where_it_stands():
    assert cells(xlsx(["code"], ["#N/A"])) == [["<error_value>"]]


def test_a_number_that_a_spreadsheet_has_rounded_is_refused():
    data = xlsx(["code"], [376104250021234567], [4006381333931])

    assert cells(data) == [["<rounded_number>"], ["4006381333931"]]


def test_only_the_first_visible_sheet_is_read_and_that_is_said():
    from core.tables.reading import open_table

    book = openpyxl.Workbook()
    book.active.sheet_state = "hidden"
    for name in ("second", "third"):
        book.create_sheet(name).append([name])
    with open_table(io.BytesIO(saved(book))) as table:
        assert table.headings == ["second"]
        assert table.notes == ["Only the first sheet, “second”, was read."]


def test_rows_keep_the_numbers_that_the_spreadsheet_shows():
    book = openpyxl.Workbook()
    book.active["B3"], book.active["C3"] = "code", "name"
    book.active["B7"], book.active["C7"] = "A", "x"

    assert [(row.number, row.cells) for row in raw_rows(saved(book))] == [(7, ["", "A", "x"])]


def test_a_wrong_word_of_the_file_about_its_own_size_hides_no_row():
    data = xlsx(["code"], ["A"], ["B"])
    sheet = part(data, SHEET).replace('ref="A1:A3"', 'ref="A1:A1"')
    assert 'ref="A1:A1"' in sheet

    assert cells(with_part(data, SHEET, sheet.encode())) == [["A"], ["B"]]


def test_xml_entities_are_never_expanded():
    data = xlsx(["code"], ["A"])
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    sheet = part(data, SHEET)
    sheet = sheet.replace("<worksheet", bomb + "<worksheet", 1)

    with pytest.raises(TableError, match="damaged"):
        raw_rows(with_part(data, SHEET, sheet.encode()))


def test_an_external_entity_is_never_fetched():
    data = xlsx(["code"], ["A"])
    fetch = '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    sheet = part(data, SHEET).replace("<worksheet", fetch + "<worksheet", 1)

    with pytest.raises(TableError, match="damaged"):
        raw_rows(with_part(data, SHEET, sheet.encode()))


@pytest.mark.alone
def test_an_archive_that_unpacks_to_far_more_than_it_is_gets_refused_at_once():
    data = with_part(xlsx(["code"], ["A"]), "xl/media/bomb.bin", b"\0" * 20_000_000)
    assert len(data) < 100_000
    began = time.process_time()

    with pytest.raises(TableError, match="unpacks to more than 150 times its size"):
        raw_rows(data)

    assert time.process_time() - began < 0.2


def test_an_archive_that_is_too_big_unpacked_is_refused():
    data = with_part(xlsx(["code"]), "xl/media/noise.bin", bytes(range(256)) * 8000)

    with pytest.raises(TableError, match="unpacked it has more than 1 megabytes"):
        raw_rows(data, limits=TableLimits(archive_bytes=1024 * 1024, archive_ratio=10_000))


def test_an_archive_of_too_many_parts_is_refused():
    with pytest.raises(TableError, match="more than 3 parts"):
        raw_rows(xlsx(["code"]), limits=TableLimits(archive_entries=3))


def test_an_entry_that_lies_about_its_size_is_damage_and_not_more_memory():
    file = io.BytesIO(with_part(xlsx(["code"], ["A"]), SHEET, b"<worksheet>" + b" " * 5_000_000))
    with zipfile.ZipFile(file) as archive:
        entry = archive.getinfo(SHEET)
    lied = file.getvalue().replace(entry.file_size.to_bytes(4, "little"), (500).to_bytes(4, "little"))

    with pytest.raises(TableError, match="damaged"):
        raw_rows(lied)


@pytest.mark.alone
def test_a_row_numbered_beyond_the_end_of_any_sheet_costs_no_time():
    data = xlsx(["code"], ["A"])
    sheet = part(data, SHEET).replace('<row r="2"', '<row r="999999999999"').replace('r="A2"', 'r="A9999999"')
    began = time.process_time()

    assert cells(with_part(data, SHEET, sheet.encode())) == []

    assert time.process_time() - began < 5


def test_a_cell_far_to_the_right_is_refused_with_its_row():
    book = openpyxl.Workbook()
    book.active.append(["code"])
    book.active["ZZ2"] = "x"

    with pytest.raises(TableError, match="Row 2: more than 200 columns"):
        raw_rows(saved(book))


def test_a_sheet_of_styled_empty_cells_is_cut_off():
    with pytest.raises(TableError, match="more than 5 cells"):
        raw_rows(xlsx(["a", "b"], [1, 2], [3, 4]), limits=TableLimits(workbook_cells=5))


@pytest.mark.parametrize("cut", [30, 200, 1500, -30])
def test_a_torn_workbook_is_refused(cut):
    with pytest.raises(TableError, match="damaged"):
        raw_rows(xlsx(["code"], ["A"])[:cut])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<worksheet",
        b"not xml",
        b'<worksheet><sheetData><row r="x"/>',
    ],
)
def test_a_sheet_of_nonsense_is_refused(content):
    with pytest.raises(TableError):
        raw_rows(with_part(xlsx(["code"], ["A"]), SHEET, content))


def test_texts_that_the_workbook_keeps_in_a_table_of_their_own_are_read():
    data = xlsx(["code"], ["A"])
    ns = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = (
        f'<worksheet xmlns="{ns}"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row>'
        '<row r="2"><c r="A2" t="s"><v>1</v></c></row></sheetData></worksheet>'
    )
    strings = f'<sst xmlns="{ns}"><si><t>code</t></si><si><r><t>Äy</t></r><r><t>rä</t></r></si></sst>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    types = part(data, "[Content_Types].xml").replace(
        "</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    )
    for name, content in [
        (SHEET, sheet),
        ("xl/sharedStrings.xml", strings),
        ("[Content_Types].xml", types),
    ]:
        data = with_part(data, name, content.encode())

    assert cells(data) == [["Äyrä"]]
