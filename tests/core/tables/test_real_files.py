"""Real, dirty files: a company's things, its shelves and addresses."""

import os
from decimal import Decimal
from pathlib import Path

import pytest

from core.tables.columns import Column, Kind, Scale
from core.tables.parsing import parse_table
from core.tables.reading import open_table

FOLDER = Path(os.environ.get("REALDATA", Path(__file__).parents[4] / "shared" / "data")) / "adventureworks"
pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(
        not FOLDER.exists(), reason="REALDATA: the data folder beside the repository is missing"
    ),
]
POUNDS = Decimal("453.59237")


def read(name, columns, key=()):
    with (FOLDER / name).open("rb") as file, open_table(file) as table:
        return parse_table(table, columns, key=key)


def test_504_things_are_read_and_their_weights_become_grams():
    grams = Scale("g", {"g": 1, "lb": POUNDS}, unit_from="weight_unit", rounds=True)
    columns = [
        Column("number", "Number", Kind.IDENTIFIER, required=True),
        Column("name", "Name", required=True),
        Column("weight", "Weight", Kind.SCALED, scale=grams, minimum=0),
        Column("weight_unit", "Unit of weight"),
    ]

    table = read("items.csv", columns, key=("number",))

    assert (table.row_count, len(table.rows), table.errors) == (504, 504, [])
    weights = {row["number"]: row["weight"] for row in table.rows}
    assert (weights["BK-R19B-44"], weights["BB-8107"], weights["AR-5381"]) == (8968, 168, None)
    assert table.headings.unknown[:3] == ["product_id", "color", "safety_stock"]


def test_1069_shelves_are_read():
    columns = [Column("product_id", "Product", Kind.IDENTIFIER), Column("quantity", "Quantity", Kind.INTEGER)]

    table = read("stock_by_bin.csv", columns)

    assert (table.row_count, table.errors) == (1069, [])
    assert sum(row["quantity"] for row in table.rows) == 9514


def test_2636_addresses_are_read_and_a_foreign_letter_survives():
    columns = [
        Column("line1", "Street", required=True),
        Column("latitude", "Latitude", Kind.LATITUDE),
        Column("longitude", "Longitude", Kind.LONGITUDE),
    ]

    table = read("addresses_washington.csv", columns)

    assert (table.row_count, table.errors) == (2636, [])
    assert any(row["line1"] == "1828, avenue de l\u00b4Europe" for row in table.rows)
