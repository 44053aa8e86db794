"""Whatever bytes come: rows, or a TableError. Nothing else, and in bounded time."""

import io
import json
import time
import tracemalloc
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.tables.columns import Column, Kind, Scale
from core.tables.errors import TableError
from core.tables.limits import TableLimits
from core.tables.parsing import parse_table
from core.tables.reading import open_table
from tests.core.tables.files import raw_rows, xlsx

GRAMS = Scale(base="g", units={"g": 1, "kg": 1000}, assumed="g")
COLUMNS = [
    Column(kind.value, kind.value, kind, scale=GRAMS if kind is Kind.SCALED else None, max_length=50)
    for kind in Kind
]
SMALL = TableLimits(file_bytes=200_000, rows=200, columns=30, cell_characters=300)
WORKBOOK = xlsx(
    [kind.value for kind in Kind], ["A", "B", 1, 2.5, True, "2026-11-22", "8:00", "8-9", 24.9, 60.1]
)
HEADINGS = ",".join(kind.value for kind in Kind)
CELL = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["1", "-1", "NaN", "1e400", "1,5", "=1", "2026-11-22 08:00", "8-12", "\u202e", "\ud800", "25:61"]
    ),
)


def read(data: bytes, encoding: str = "utf-8") -> None:
    """Read to the end; a refusal is an answer too, and must be sayable."""
    try:
        with open_table(io.BytesIO(data), limits=SMALL, encoding=encoding) as table:
            parsed = parse_table(table, COLUMNS)
    except TableError as refused:
        json.dumps([refused.message, refused.facts]).encode()
        return
    for error in parsed.errors:
        f"{error.message} {error.column}".encode()
        error.value.encode()


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["utf-8", "cp1252"]))
def test_any_bytes(data, encoding):
    read(data, encoding)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([b"PK\x03\x04", b"[{", b'{"rows":[{', b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"]),
    st.binary(max_size=200),
)
def test_any_bytes_behind_a_known_beginning(beginning, data):
    read(beginning + data)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(CELL, max_size=12), max_size=6), st.sampled_from(",;\t|"))
def test_any_cells_under_known_headings(rows, mark):
    lines = [HEADINGS.replace(",", mark), *(mark.join(row) for row in rows)]
    read("\n".join(lines).encode("utf-8", "surrogatepass"))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from([kind.value for kind in Kind]),
            st.recursive(
                st.none() | st.booleans() | st.integers() | st.floats() | CELL,
                lambda inner: (
                    st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
                ),
                max_leaves=4,
            ),
        ),
        max_size=5,
    )
)
def test_any_json(entries):
    read(json.dumps(entries).encode())


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_workbook_with_any_bytes_changed(data):
    torn = bytearray(WORKBOOK)
    for _ in range(data.draw(st.integers(1, 8))):
        torn[data.draw(st.integers(0, len(torn) - 1))] = data.draw(st.integers(0, 255))
    read(bytes(torn))


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_workbook_whose_sheet_has_any_text_changed(data):
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        parts = {name: archive.read(name) for name in archive.namelist()}
    place = data.draw(st.integers(0, len(sheet) - 1))
    word = data.draw(
        st.sampled_from(['"', "<", "999999999999", "ZZZZZ", "-1", 't="n"', "&x;", "e", "nan", "1e999", ""])
    )
    parts["xl/worksheets/sheet1.xml"] = (sheet[:place] + word + sheet[place + 1 :]).encode()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    read(file.getvalue())


def test_a_million_rows_are_refused_at_the_first_too_many_with_little_memory():
    data = b"code,name\n" + b"A,x\n" * 1_000_000
    tracemalloc.start()
    with (
        open_table(io.BytesIO(data)) as table,
        pytest.raises(TableError, match="Row 100002: more than 100000 rows"),
    ):
        for _row in table.rows:
            pass
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 20_000_000


def test_ten_thousand_columns_are_refused():
    with pytest.raises(TableError, match="Row 1: more than 200 columns"):
        raw_rows(b",".join(b"c%d" % n for n in range(10_000)))


@pytest.mark.alone
def test_five_thousand_rows_of_twelve_columns_are_read_and_checked_within_two_seconds():
    row = "AB-{0},Bolt {0},{0},15,yes,2026-11-22,2026-11-22 08:00,08:00,8-12,24.9,60.1,x"
    text = "\n".join([HEADINGS + ",text2", *(row.format(n) for n in range(5000))])
    began = time.process_time()
    with open_table(io.BytesIO(text.encode())) as table:
        parsed = parse_table(table, COLUMNS, key=("identifier",))

    assert (len(parsed.rows), parsed.errors) == (5000, [])
    assert time.process_time() - began < 2
