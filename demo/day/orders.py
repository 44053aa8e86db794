"""200 orders of a day to addresses of the demo city."""

import csv
import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from demo.day.goods import SEED, Good, as_csv
from routing.models import AddressPoint

NAMES = Path(__file__).parents[1] / "data" / "names.csv"
WINDOWS = (
    "",
    "",
    "",
    "08:00-12:00",
    "09:00-13:00",
    "12:00-16:00",
    "10:00-12:00",
    "14:00-17:00",
    "08:30-10:30",
    "09:00-11:00|14:00-16:00",
)
NOTES = (
    "",
    "",
    "",
    "",
    "Ring twice",
    "Second entrance, green door",
    "Leave with the neighbour at 12",
    "Beware of the dog",
    "Call before you come, the bell is broken",
)
HEADINGS = (
    "external_id",
    "sku",
    "quantity",
    "recipient",
    "phone",
    "email",
    "street",
    "postcode",
    "town",
    "deliver_on",
    "windows",
    "service_minutes",
    "instructions",
    "features",
    "priority",
)


def orders_table(goods: Sequence[Good], *, day: date, count: int = 200) -> bytes:
    """The orders as the CSV file that the orders page takes: one row per line."""
    rng = random.Random(SEED + day.toordinal())  # noqa: S311 - a story, not a secret
    names = list(csv.DictReader(NAMES.open(encoding="utf-8")))
    rows = []
    for number, address in enumerate(_addresses(rng, count), 1):
        name = f"{rng.choice(names)['first']} {rng.choice(names)['last']}"
        head = (
            f"{day:%y%m%d}-{number:03d}",
            name,
            f"+99 555 {rng.randint(1000, 9999)}",
            f"recipient-{number}@portolane.example",
            f"{address.number} {address.street.name}",
            address.postcode,
            address.street.city,
            day.isoformat(),
            rng.choice(WINDOWS),
            rng.choice((2, 3, 3, 4, 5)),
            rng.choice(NOTES),
        )
        chosen = rng.sample(goods, rng.choice((1, 1, 2, 2, 3, 4)))
        feature = "chilled" if any(good.temperature != "AMBIENT" for good in chosen) else ""
        priority = rng.choice((0, 0, 0, 0, 50, 90))
        for good in chosen:
            external_id, *others = head
            rows.append((external_id, good.sku, rng.randint(1, 3), *others, feature, priority))
    return as_csv(HEADINGS, rows)


def _addresses(rng: random.Random, count: int) -> list[AddressPoint]:
    ids = list(AddressPoint.objects.order_by("pk").values_list("pk", flat=True))
    chosen = rng.sample(ids, min(count, len(ids)))
    found = AddressPoint.objects.select_related("street").in_bulk(chosen)
    return [found[pk] for pk in chosen]
