"""`python -m benchmarks.ledger`: our set-based postings beside the interactive way, interleaved in one run.

Only ratios mean anything: both sides of each are measured in turns, on one database, with commits as durable
as it is configured. DATABASE_URL names the server; the work is done in a database of its own.
"""

import statistics
import time
from collections.abc import Callable

from django.db import connection, transaction
from django.test.utils import setup_databases, teardown_databases

from core.invariants import violations
from tests.wms import worlds
from wms.services import orders
from wms.states import LocationKind, TransactionKind

Work = Callable[[], None]
ROUNDS, LEGS, ORDERS = 9, 100, 100
GUARDS = {
    "wms_stockentry": ["wms_stockentry_sum_to_zero", "wms_stockentry_append_only"],
    "wms_stockbalance": ["wms_stockbalance_changed_by_postings", "wms_stockbalance_starts_empty"],
    "wms_promisebucket": ["wms_promisebucket_changed_by_postings", "wms_promisebucket_starts_empty"],
}


def rest() -> None:
    """Nothing to prepare."""


def main() -> None:
    """Measure, print, and check that the books still agree."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        house = worlds.warehouse()
        things = [worlds.item() for _ in range(LEGS)]
        supplier = house.place(LocationKind.SUPPLIER)
        house.post(
            *(house.leg(10**6, supplier, place, item=thing) for thing in things for place in house.bins),
            kind=TransactionKind.RECEIPT,
        )
        compare(
            f"move {LEGS} lines: interactive lock-read-write / one posting",
            lambda: interactively(house, things),
            lambda: move(house, things),
        )
        compare(
            f"move {LEGS} lines: without guards in the database / with",
            lambda: move(house, things),
            lambda: move(house, things),
            lambda: guards("DISABLE"),
            lambda: guards("ENABLE"),
        )
        compare(
            f"accept {ORDERS} orders of 3 lines: one by one / at once",
            lambda: accept(house, things, at_once=False),
            lambda: accept(house, things, at_once=True),
        )
        print(f"rows that break a rule: {len(violations())}")
    finally:
        connection.close()
        teardown_databases(databases, verbosity=0)


def compare(title: str, one: Work, other: Work, before_one: Work = rest, before_other: Work = rest) -> None:
    """Measure both in turns; print medians and the ratio of one to the other."""
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(ROUNDS + 1):
        for prepare, work, taken in zip((before_one, before_other), (one, other), times, strict=True):
            prepare()
            started = time.perf_counter()
            work()
            if number:  # the first round warms up
                taken.append(time.perf_counter() - started)
    first, second = map(statistics.median, times)
    ratios = sorted(a / b for a, b in zip(*times, strict=True))
    print(
        f"{title}: {first * 1000:.1f} ms / {second * 1000:.1f} ms = {statistics.median(ratios):.2f} "
        f"({ratios[1]:.2f} to {ratios[-2]:.2f})"
    )


def move(house: worlds.Warehouse, things: list) -> None:
    """Our way: one posting."""
    here, there = house.bins
    house.post(*(house.leg(1, here, there, item=thing) for thing in things))


FIND = """
SELECT id, on_hand, allocated FROM wms_stockbalance
WHERE location_id = %s AND item_id = %s AND owner_id = %s AND status = 1 FOR UPDATE
"""


BEGIN = """
INSERT INTO wms_stocktransaction (id, kind, site_id, posted_at, effective_at, device, source, reason,
  idempotency_scope, idempotency_key, request_hash)
VALUES (uuidv7(), 'MOVE', %s, now(), now(), '', '', '', 'bench', uuidv7()::text, '') RETURNING id
"""
ENTER = """
INSERT INTO wms_stockentry (transaction_id, balance_id, item_id, delta, after, posted_at)
VALUES (%s, %s, %s, %s, %s, now()), (%s, %s, %s, %s, %s, now())
"""


def interactively(house: worlds.Warehouse, things: list) -> None:
    """The usual way: per line lock a row, read it, compute, write it; with the same rows as result."""
    here, there = house.bins
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('waybill.posting', 'on', true)")
        cursor.execute(
            BEGIN,
            [house.site.pk],
        )
        posting = cursor.fetchone()[0]
        for thing in things:
            entries = []
            for place, delta in ((here, -1), (there, 1)):
                cursor.execute(FIND, [place.pk, thing.pk, house.owner.pk])
                balance, on_hand, allocated = cursor.fetchone()
                after = on_hand + delta
                assert after >= allocated
                cursor.execute("UPDATE wms_stockbalance SET on_hand = %s WHERE id = %s", [after, balance])
                entries += [posting, balance, thing.pk, delta, after]
            cursor.execute(ENTER, entries)


def guards(what: str) -> None:
    """Switch the database's own guards off or on."""
    with connection.cursor() as cursor:
        for table, triggers in GUARDS.items():
            for trigger in triggers:
                cursor.execute(f"ALTER TABLE {table} {what} TRIGGER {trigger}")


def accept(house: worlds.Warehouse, things: list, *, at_once: bool) -> None:
    """Orders of three lines, promised."""
    new = [
        worlds.NewOrder(
            source="bench", external_id=str(time.perf_counter_ns() + n), site_id=house.site.pk,
            owner_id=house.owner.pk,
            lines=tuple(
                worlds.NewLine(item_id=things[(n + line) % len(things)].pk, quantity=1) for line in range(3)
            ),
        )
        for n in range(ORDERS)
    ]  # fmt: skip
    for part in [new] if at_once else [[order] for order in new]:
        orders.accept_orders(orders=part, by=None, at=worlds.MORNING)


if __name__ == "__main__":
    main()
