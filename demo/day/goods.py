"""150 things to sell, and where they lie."""

import csv
import io
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

SEED = 7
BIN_LEVELS, BINS_PER_AISLE = 3, 12
BREAKABLE, SHARE_FRAGILE = {"Kitchen", "Electronics"}, 0.4


@dataclass(frozen=True, slots=True)
class Good:
    """One item of the demo's catalogue; sizes in millimetres, weight in grams."""

    sku: str
    name: str
    category: str
    temperature: str
    weight_g: int
    size: tuple[int, int, int]
    fragile: bool = False


FAMILIES = Path(__file__).parents[1] / "data" / "families.csv"


def catalogue(count: int = 150) -> list[Good]:
    """The goods: the same for everybody."""
    rng = random.Random(SEED)  # noqa: S311 - a story, not a secret
    goods = []
    for family in csv.DictReader(FAMILIES.open(encoding="utf-8")):
        longest = int(family["longest_mm"])
        pairs = [
            (thing, kind) for thing in family["things"].split("|") for kind in family["variants"].split("|")
        ]
        for number, (thing, variant) in enumerate(pairs, 1):
            edges = sorted((rng.randint(longest // 4, longest) for _ in range(3)), reverse=True)
            goods.append(
                Good(
                    sku=f"{family['prefix']}-{number:03d}",
                    name=f"{thing}, {variant}",
                    category=family["category"],
                    temperature=family["temperature"],
                    weight_g=rng.randint(int(family["lightest_g"]), int(family["heaviest_g"])),
                    size=(edges[0], edges[1], edges[2]),
                    fragile=family["category"] in BREAKABLE and rng.random() < SHARE_FRAGILE,
                )
            )
    return goods[:count]


def items_table(goods: Sequence[Good]) -> bytes:
    """The catalogue as the CSV file that the items page takes."""
    headings = ("sku", "name", "category", "temperature", "weight_g", "length_mm", "width_mm", "height_mm")
    rows = (
        (good.sku, good.name, good.category, good.temperature, good.weight_g, *good.size, _yes(good.fragile))
        for good in goods
    )
    return as_csv((*headings, "is_fragile"), rows)


def _yes(value: bool) -> str:  # noqa: FBT001 - one cell
    return "yes" if value else "no"


def stock_table(goods: Sequence[Good]) -> bytes:
    """Two bins per item as the CSV file that the stock page takes, in walk order along the aisles."""
    rng = random.Random(SEED + 1)  # noqa: S311 - a story, not a secret
    rows, place = [], 0
    for good in goods:
        for _ in range(2):
            aisle = place // (BINS_PER_AISLE * BIN_LEVELS)
            bay, level = divmod(place % (BINS_PER_AISLE * BIN_LEVELS), BIN_LEVELS)
            letter = chr(ord("A") + aisle)
            code = f"{letter}-{bay + 1:02d}-{level + 1}"
            rows.append((good.sku, code, good.temperature.title(), letter, place + 1, rng.randint(20, 160)))
            place += 1
    return as_csv(("sku", "bin", "zone", "aisle", "pick_sequence", "quantity"), rows)


def as_csv(headings: Sequence[str], rows: "Iterator[Sequence[object]] | Sequence[Sequence[object]]") -> bytes:
    """A table as bytes of a UTF-8 CSV file."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows(rows)
    return text.getvalue().encode()
