"""Text files with separated cells."""

import pytest

from core.tables.errors import TableError
from core.tables.limits import TableLimits
from tests.core.tables.files import cells, raw_rows


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_separating_mark_is_found_in_the_heading(mark):
    text = f"code{mark}name{mark}note\nA1{mark}Bolt{mark}long, short; and a|b\n"
    quoted = text.replace("long, short; and a|b", '"long, short; and a|b"')

    assert cells(quoted.encode()) == [["A1", "Bolt", "long, short; and a|b"]]


def test_of_two_marks_in_the_heading_the_one_that_cuts_evenly_wins():
    text = "code;name,long;pieces\nA;x;1\nB;y;2\n"

    assert cells(text.encode()) == [["A", "x", "1"], ["B", "y", "2"]]


def test_a_file_with_one_column_is_read_as_one_column():
    assert cells(b"code\nA1\nB2\n") == [["A1"], ["B2"]]


def test_the_line_that_excel_writes_for_itself_is_obeyed_and_not_counted():
    rows = raw_rows(b"sep=|\r\ncode|name\r\nA|x, y\r\n")

    assert [(row.number, row.cells) for row in rows] == [(2, ["A", "x, y"])]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_ending_is_taken(ending):
    assert cells(ending.join(["code,name", "A,x", "B,y"]).encode()) == [["A", "x"], ["B", "y"]]


def test_row_numbers_are_those_a_spreadsheet_shows():
    rows = raw_rows(b'\ncode,note\nA,"two\nlines"\n\n , \nB,one\n')

    assert [(row.number, row.cells[0]) for row in rows] == [(3, "A"), (6, "B")]


def test_doubled_quotation_marks_stand_for_one():
    assert cells(b'code,name\nA,"5"" pipe"\nB,5" pipe\n') == [["A", '5" pipe'], ["B", '5" pipe']]


def test_a_quotation_mark_that_is_never_closed_is_named_by_its_row():
    with pytest.raises(TableError, match=r"Row 3 \(line 4\): a quotation mark is opened") as refused:
        raw_rows(b'code,note\nA,"x\ny"\nB,"never closed\nC,z\n')

    assert refused.value.facts == {"reason": "broken_quotes", "row": 3, "line": 4}


def test_text_behind_a_closed_quotation_mark_is_refused():
    with pytest.raises(TableError, match=r"Row 2 \(line 2\): text follows"):
        raw_rows(b'code,note\nA,"x"y\n')


def test_text_in_utf8_with_and_without_its_mark_and_utf16_with_it_read_the_same():
    text = "code,name\nA,Äyräpää\n"
    written = [
        text.encode(),
        b"\xef\xbb\xbf" + text.encode(),
        text.encode("utf-16"),
        b"\xfe\xff" + text.encode("utf-16-be"),
    ]

    assert [cells(data) for data in written] == [[["A", "Äyräpää"]]] * 4


def test_bytes_that_are_not_utf8_are_refused_with_line_and_column():
    data = "code,name\nA,plain\nB,Äyräpää\n".encode("cp1252")

    with pytest.raises(TableError, match=r"Line 3, column 3: the byte 0xC4 is not UTF-8 text") as refused:
        raw_rows(data)

    assert refused.value.facts == {"reason": "not_text", "line": 3, "column": 3}
    assert cells(data, encoding="cp1252") == [["A", "plain"], ["B", "Äyräpää"]]


def test_the_place_of_a_bad_byte_is_right_far_into_the_file():
    data = b"code\n" + "ä\n".encode() * 200_000 + "abcä".encode() + b"\xff\n"

    with pytest.raises(TableError, match=r"Line 200002, column 5: the byte 0xFF"):
        raw_rows(data)


def test_a_character_torn_at_the_end_of_the_file_is_refused():
    with pytest.raises(TableError, match=r"Line 2, column 2: the byte 0xC3"):
        raw_rows(b"code\nA\xc3")


def test_a_byte_that_windows_1252_does_not_have_is_refused():
    with pytest.raises(TableError, match=r"Line 2, column 1: .*Windows-1252 has no such character"):
        raw_rows(b"code\n\x81\n", encoding="cp1252")


def test_an_encoding_that_nobody_offers_is_refused():
    with pytest.raises(TableError, match="Unknown encoding"):
        raw_rows(b"code\nA\n", encoding="utf-7")


def test_utf32_is_named():
    with pytest.raises(TableError, match="UTF-32"):
        raw_rows("code\nA\n".encode("utf-32"))


def test_a_nul_is_refused_with_line_and_column():
    with pytest.raises(TableError, match=r"Line 2, column 3: a NUL character"):
        raw_rows(b"code,name\nA,\x00\n")


def test_wide_text_without_its_mark_is_not_mistaken_for_a_table():
    with pytest.raises(TableError, match=r"Line 1, column 2: a NUL character"):
        raw_rows("code,name\nA,x\n".encode("utf-16-le"))


def test_an_empty_file_and_a_file_of_blank_rows_are_refused():
    for data in (b"", b"\n\n , ,\n"):
        with pytest.raises(TableError, match=r"empty|no rows"):
            raw_rows(data)


def test_the_row_beyond_the_limit_is_named_and_blank_rows_do_not_count():
    limits = TableLimits(rows=2)

    assert cells(b"code\nA\n\n\nB\n", limits=limits) == [["A"], ["B"]]
    with pytest.raises(TableError, match="Row 4: more than 2 rows"):
        raw_rows(b"code\nA\nB\nC\n", limits=limits)


def test_a_row_that_is_too_wide_is_named():
    with pytest.raises(TableError, match="Row 2: more than 3 columns"):
        raw_rows(b"a,b,c\n1,2,3,4\n", limits=TableLimits(columns=3))


def test_a_cell_that_is_too_long_is_named():
    with pytest.raises(TableError, match="Row 2, column 2: a cell of 11 characters; at most 10 are taken"):
        raw_rows(b"a,b\n1," + b"x" * 11 + b"\n", limits=TableLimits(cell_characters=10))


def test_a_file_that_is_too_big_is_refused_unread():
    with pytest.raises(TableError, match="The file has 2 megabytes; at most 1 are taken"):
        raw_rows(b"x" * (1024 * 1024 + 1), limits=TableLimits(file_bytes=1024 * 1024))
