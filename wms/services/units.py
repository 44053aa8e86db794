"""Handling units: what one moves as a whole, with everything in it."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BadInputError
from core.transactions import service
from wms.models import HandlingUnit, Location, StockBalance, StockTransaction
from wms.services import _headers, _posting
from wms.services._headers import Header
from wms.services._legs import WHOLE, Leg, add_up, fingerprint, whole_leg
from wms.services._posting import Work
from wms.states import TransactionKind


@service
def move_unit(
    *,
    idempotency: tuple[str, str],
    unit: HandlingUnit,
    target: Location,
    effective_at: datetime,
    by: User | None,
    device: str = "",
    source: str = "",
) -> StockTransaction | None:
    """Move a handling unit, the units that stand in it, and all their stock within its site.

    It no longer stands in another unit then. Returns None where they hold nothing. Raises NotEnoughStockError
    where orders have a claim on the stock that the new place would not honour.
    """
    if target.is_virtual or target.site_id != unit.site_id:
        raise BadInputError(_("A unit moves to a place in its site."), place="target")
    header = Header(
        idempotency=idempotency,
        kind=TransactionKind.MOVE,
        site=unit.site,
        effective_at=effective_at,
        by=by,
        fingerprint=fingerprint("unit", unit.pk, target.pk, legs=()),
        device=device,
        source=source or f"unit:{unit.public_id}",
    )
    units = with_contents(unit)
    if first := _headers.already(header):
        return first
    moved = _post(header, units, target)
    HandlingUnit.objects.filter(pk__in=[each.pk for each in units]).update(location=target)
    HandlingUnit.objects.filter(pk=unit.pk, parent__isnull=False).update(parent=None)
    return moved


def with_contents(unit: HandlingUnit) -> list[HandlingUnit]:
    """The unit and all that stand in it, locked in id order: nothing is put in or taken out meanwhile."""
    ids, layer = {unit.pk}, {unit.pk}
    while layer:
        layer = set(HandlingUnit.objects.filter(parent__in=layer).values_list("pk", flat=True)) - ids
        ids |= layer
    return list(HandlingUnit.objects.filter(pk__in=ids).locked())


def _post(header: Header, units: Sequence[HandlingUnit], target: Location) -> StockTransaction | None:
    legs = _legs(units, target)
    if not legs:
        return None
    sums = add_up(header.site, legs, None)
    transaction, _is_new = _headers.begin(header)
    moving = frozenset(unit.pk for unit in units)
    _posting.carry_out(Work(transaction, sums, yields=False, moving_units=moving))
    return transaction


def _legs(units: Sequence[HandlingUnit], target: Location) -> list[Leg]:
    contents = StockBalance.objects.there().filter(handling_unit__in=units).exclude(location=target)
    rows = contents.select_related(*WHOLE).prefetch_related("serials")
    return [whole_leg(balance, target=target) for balance in rows]
