"""JSON documents as tables."""

import pytest

from core.tables.errors import TableError
from core.tables.limits import TableLimits
from tests.core.tables.files import cells, raw_rows


@pytest.mark.parametrize("wrap", ["%s", '{"rows": %s}'])
def test_objects_are_rows_and_all_keys_are_headings(wrap):
    rows = '[{"code": "A", "pieces": 5}, {"name": "x", "code": "B", "new": true, "old": null}]'

    assert cells((wrap % rows).encode()) == [["A", "5"], ["B", "", "x", "true"]]


def test_numbers_stay_the_digits_that_were_written():
    data = b'[{"a": 1e400, "b": 0.1000000000000000000001, "c": ' + b"9" * 5000 + b"}]"

    assert cells(data) == [["1e400", "0.1000000000000000000001", "9" * 5000]]


def test_rows_are_numbered_from_one():
    assert [row.number for row in raw_rows(b'[{"a": 1}, {"a": 2}]')] == [1, 2]


def test_a_list_or_object_in_a_cell_is_refused_where_it_stands():
    assert cells(b'[{"a": [1], "b": {"c": 1}, "c": 1}]') == [["<not_a_value>", "<not_a_value>", "1"]]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'[{"a": 1},\n {"a": }]', "Line 2, column 8"),
        (b'[{"a": NaN}]', "no number NaN"),
        (b'[{"a": -Infinity}]', "no number -Infinity"),
        (b'[{"a": 1, "a": 2}]', "The key “a” occurs twice"),
        (b'[{"a": 1}, 5]', "Entry 2 is not an object"),
        (b'{"lines": []}', "must be a list of objects"),
        (b'{"rows": {"a": 1}}', "must be a list of objects"),
        (b"[[" * 50_000, "nested too deeply"),
        (b'[{"a": 1}', "Line 1, column 10"),
        (b"[{\"a\": '1'}]", "Line 1, column 8"),
        (b'[{"a": "\xff"}]', "Line 1, column 9: the byte 0xFF"),
    ],
)
def test_what_is_not_strict_json_is_refused_with_its_place(data, words):
    with pytest.raises(TableError, match=words):
        raw_rows(data)


def test_no_rows_are_no_rows():
    assert cells(b'{"rows": []}') == []


def test_an_entry_too_many_and_a_key_too_many_are_refused():
    with pytest.raises(TableError, match="There are 3 entries; at most 2"):
        raw_rows(b'[{"a": 1}, {"a": 2}, {"a": 3}]', limits=TableLimits(rows=2))
    with pytest.raises(TableError, match="Entry 2: more than 1 different keys"):
        raw_rows(b'[{"a": 1}, {"b": 2}]', limits=TableLimits(columns=1))


def test_a_text_that_is_too_long_is_named():
    with pytest.raises(TableError, match="Row 1, column 1: a cell of 10001 characters"):
        raw_rows(b'[{"a": "' + b"x" * 10_001 + b'"}]')
