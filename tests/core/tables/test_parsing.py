"""Raw rows into values, or into errors that name their place."""

from decimal import Decimal

import pytest

from core.tables.columns import Column, Kind, Scale
from core.tables.errors import RowError, TableError
from tests.core.tables.files import parsed, xlsx

CODE = Column("code", "Code", Kind.IDENTIFIER, required=True, aliases=("article number",))
NAME = Column("name", "Name")
PIECES = Column("pieces", "Number of pieces", Kind.INTEGER, minimum=0)
WEIGHT = Column(
    "weight",
    "Weight",
    Kind.SCALED,
    scale=Scale(
        base="g", units={"g": 1, "kg": 1000, "lb": Decimal("453.59237")}, unit_from="unit", rounds=True
    ),
)
UNIT = Column("unit", "Unit")


@pytest.mark.parametrize(
    "heading", ["code", "CODE", " Code ", "Article_Number", "article-number", "ARTICLE NUMBER"]
)
def test_headings_are_found_whatever_their_case_and_punctuation(heading):
    assert parsed(f"{heading},Name\nA,x\n", [CODE, NAME]).rows[0].values == {"code": "A", "name": "x"}


def test_headings_that_nobody_asked_for_are_listed_and_not_lost_silently():
    table = parsed("code,colour,,size\nA,red,?,L\n", [CODE, NAME])

    assert table.headings.unknown == ["colour", "C1", "size"]
    assert table.rows[0].values == {"code": "A"}


def test_all_missing_and_doubled_headings_are_named_at_once():
    with pytest.raises(TableError) as refused:
        parsed("name,Name,weight\nA,B,1\n", [CODE, NAME, PIECES])

    assert refused.value.message == (
        "This column is missing: Code. The headings found are: name, Name, weight."
        " These headings mean the same column: name = Name."
    )
    assert refused.value.facts["missing"] == ["code"]


def test_a_column_that_the_file_lacks_is_not_among_the_values():
    row = parsed("code\nA\n", [CODE, NAME, PIECES]).rows[0]

    assert "name" not in row
    assert row.get("pieces", 7) == 7
    assert row["code"] == "A"


def test_each_error_names_row_column_cell_value_and_reason():
    table = parsed("code,pieces\nA,5\n\n,-1\nC,many\n", [CODE, PIECES])

    assert [row.number for row in table.rows] == [2]
    assert table.row_count == 3
    assert table.bad_rows == {4, 5}
    assert table.errors == [
        RowError(4, "code", "A value is needed here.", "", "A4", "missing"),
        RowError(4, "pieces", "Too small: at least 0 is needed.", "-1", "B4", "too_small"),
        RowError(5, "pieces", "“many” is not a number.", "many", "B5", "not_a_number"),
    ]


def test_a_formula_is_named_by_its_cell():
    table = parsed(xlsx(["code", "pieces"], ["A", "=1+1"]), [CODE, PIECES])

    assert [(error.cell, error.value, error.code) for error in table.errors] == [("B2", "=1+1", "formula")]


def test_what_cannot_be_taken_does_not_matter_in_a_column_that_nobody_asked_for():
    table = parsed(xlsx(["code", "sum"], ["A", "=1+1"]), [CODE])

    assert (len(table.rows), table.errors) == (1, [])


def test_entries_of_json_are_named_by_their_number_and_have_no_cell():
    table = parsed('[{"code": "A"}, {"code": ["B"]}]', [CODE])

    assert [(error.row, error.column, error.cell) for error in table.errors] == [(2, "code", "")]


def test_a_mark_that_was_not_quoted_is_seen_by_the_cell_too_many():
    table = parsed("code,name\nA,Bolt, long\nB,Nut,\n", [CODE, NAME])

    assert [error.message[:48] for error in table.errors] == [
        "The row has 3 cells, but there are only 2 headin"
    ]
    assert [row.number for row in table.rows] == [3]


def test_a_row_that_repeats_a_key_names_the_first():
    table = parsed("code,name\nA,x\nB,y\n A ,z\na,v\n", [CODE, NAME], key=("code",))

    assert [(error.row, error.message) for error in table.errors] == [
        (4, "The same as row 2; a table names each only once.")
    ]
    assert [row["code"] for row in table.rows] == ["A", "B", "a"]


def test_a_row_that_is_refused_does_not_claim_its_key():
    table = parsed("code,pieces\nA,x\nA,5\n", [CODE, PIECES], key=("code",))

    assert [row.number for row in table.rows] == [3]


@pytest.mark.parametrize(
    ("text", "grams"),
    [
        ("code,weight_kg\nA,1.5\n", 1500),
        ("code,Weight (kg)\nA,1.5\n", 1500),
        ("code,weight,unit\nA,19.77,LB\n", 8968),
        ("code,weight,unit\nA,1.5 kg,LB\n", 1500),
        ("code,weight g,unit\nA,1500,LB\n", 1500),
    ],
)
def test_the_unit_stands_with_the_number_in_the_heading_or_in_a_column(text, grams):
    assert parsed(text, [CODE, WEIGHT, UNIT]).rows[0]["weight"] == grams


def test_errors_show_no_character_that_a_page_or_the_database_cannot_hold():
    table = parsed('[{"code": "A\\u0000\\u202e\\ud800"}]', [CODE])

    assert table.errors[0].value == "A\\u0000\\u202e\\ud800"


def test_a_column_must_say_how_it_is_scaled():
    with pytest.raises(ValueError, match="SCALED and `scale` belong together"):
        Column("weight", "Weight", Kind.SCALED)


def test_a_declared_decimal_comma_reaches_the_cells():
    table = parsed("code;weight_kg\nA;1,5\n", [CODE, WEIGHT], decimal_mark=",")

    assert table.rows[0]["weight"] == 1500
