"""Numbered pieces: each lies on one balance, and moves only from where it lies. Steps of a posting."""

from collections.abc import Mapping, Sequence

from django.db import connection
from django.utils.translation import gettext as _

from wms.errors import SerialElsewhereError
from wms.models import StockTransaction
from wms.services._balances import Held
from wms.services._legs import BalanceKey, SerialFlow

MAKE = """
INSERT INTO wms_serial (item_id, number)
SELECT item, number FROM unnest(%s::bigint[], %s::text[]) AS s(item, number) ORDER BY item, number
ON CONFLICT DO NOTHING
"""
LOCK = """
SELECT s.id FROM unnest(%s::bigint[], %s::text[]) AS w(item, number)
JOIN wms_serial s ON s.item_id = w.item AND s.number = w.number
ORDER BY s.id FOR NO KEY UPDATE OF s
"""
MOVE = """
WITH moved AS (
  UPDATE wms_serial s SET balance_id = w.target
  FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::bigint[]) AS w(item, number, origin, target)
  WHERE s.item_id = w.item AND s.number = w.number AND s.balance_id IS NOT DISTINCT FROM w.origin
  RETURNING s.id, s.item_id, s.number, w.origin, w.target
), noted AS (
  INSERT INTO wms_serialmove (serial_id, transaction_id, source_id, target_id)
  SELECT id, %s, origin, target FROM moved
)
SELECT item_id, number FROM moved
"""


def move(transaction: StockTransaction, flows: Sequence[SerialFlow], held: Mapping[BalanceKey, Held]) -> None:
    """Move the pieces, and write down where from and where to. Raises SerialElsewhereError.

    A piece that comes from a virtual place must be nowhere in the house; one that goes there is nowhere then.
    """
    rows = [
        (flow.item, number, _place(held, flow.origin), _place(held, flow.target))
        for flow in flows
        for number in flow.numbers
    ]
    if not rows:
        return
    items, numbers, origins, targets = (list(column) for column in zip(*rows, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(MAKE, [items, numbers])
        cursor.execute(LOCK, [items, numbers])
        cursor.execute(MOVE, [items, numbers, origins, targets, transaction.pk])
        moved = set(cursor.fetchall())
    if wrong := sorted(
        number for item, number in zip(items, numbers, strict=True) if (item, number) not in moved
    ):
        told = _("Not where they were said to be: %(serials)s.") % {"serials": ", ".join(wrong[:5])}
        raise SerialElsewhereError(told, serials=wrong[:20])


def _place(held: Mapping[BalanceKey, Held], key: BalanceKey | None) -> int | None:
    if key is None:
        return None
    balance = held[key]
    return None if balance.allow_negative else balance.id
