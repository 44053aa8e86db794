"""The exact opposite of a posting. Steps of ledger.reverse."""

from collections import defaultdict
from collections.abc import Mapping

from django.db import connection
from django.utils.translation import gettext as _

from wms.errors import NotReversibleError
from wms.models import HandlingUnit, Location, SerialMove, StockBalance, StockEntry, StockTransaction
from wms.services._legs import BalanceKey, SerialFlow, Sums

ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('wms.reverse', 0) # hashtextextended(%s, 0))"


def refuse_second(transaction: StockTransaction) -> None:
    """Raise NotReversibleError if the posting was reversed; two who try at once are told apart here."""
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, [str(transaction.pk)])
    if StockTransaction.objects.filter(reverses=transaction).exists():
        raise NotReversibleError(_("This posting was reversed already."), transaction=str(transaction.pk))


def opposite(transaction: StockTransaction) -> tuple[Sums, dict[int, int]]:
    """The sums that undo a posting, and where the units that it moved stood before: unit -> location."""
    sums = Sums()
    rows = StockEntry.objects.filter(transaction=transaction).select_related("balance__location")
    keys: dict[int, BalanceKey] = {}
    for entry in rows:
        key = _key(entry.balance)
        keys[entry.balance_id] = key
        sums.deltas[key] -= entry.delta
        sums.places[entry.balance.location_id] = entry.balance.location
    sums.serials = _serials(transaction, keys)
    moved = _moved_units(sums)
    for key in sums.deltas:
        if key.unit and key.unit not in moved:
            sums.units[key.unit].add(key.location)
    return sums, moved


def stand_again(units: Mapping[int, int]) -> None:
    """Put the units back where they stood."""
    for unit in HandlingUnit.objects.filter(pk__in=units).locked():
        unit.location = Location.objects.get(pk=units[unit.pk])
        unit.save(update_fields=["location", "updated_at"])


def _key(balance: StockBalance) -> BalanceKey:
    return BalanceKey(
        balance.location_id,
        balance.item_id,
        balance.lot_id,
        balance.handling_unit_id,
        balance.owner_id,
        balance.status,
    )


def _serials(transaction: StockTransaction, keys: Mapping[int, BalanceKey]) -> list[SerialFlow]:
    moves = SerialMove.objects.filter(transaction=transaction).select_related("serial")
    groups: dict[tuple[int, int | None, int | None], list[str]] = defaultdict(list)
    for move in moves:
        groups[move.serial.item_id, move.target_id, move.source_id].append(move.serial.number)
    return [
        SerialFlow(item, tuple(sorted(numbers)), _end(keys, origin), _end(keys, target))
        for (item, origin, target), numbers in groups.items()
    ]


def _end(keys: Mapping[int, BalanceKey], balance: int | None) -> BalanceKey | None:
    return keys[balance] if balance is not None else None


def _moved_units(sums: Sums) -> dict[int, int]:
    """Units of which stock leaves one place and comes to another."""
    ends: dict[int, dict[bool, set[int]]] = defaultdict(lambda: {True: set(), False: set()})
    for key, delta in sums.deltas.items():
        if key.unit:
            ends[key.unit][delta > 0].add(key.location)
    return {
        unit: next(iter(places[True])) for unit, places in ends.items() if places[True] and places[False]
        and places[True] != places[False]
    }  # fmt: skip
