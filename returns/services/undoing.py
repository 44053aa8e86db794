"""Taking the last act with returned goods back: each of its postings by its reversal."""

from django.utils.translation import gettext as _

from core.transactions import service
from lastmile.models import Delivery, Route
from lastmile.services import coming_back
from lastmile.services.delivering import Act
from lastmile.states import RouteStatus
from returns.errors import NothingToUndoError
from returns.models import ReturnStep, ReturnUnit
from returns.services import _orders, _steps
from returns.states import LYING, UNDECIDED, UnitStatus
from wms.services import ledger

STAYS = (UnitStatus.SENT_AGAIN, UnitStatus.MISSING)
"""What goes out again is planned anew by now; what was written off turns up by being scanned."""


@service
def undo_last(*, unit: ReturnUnit, act: Act) -> list[ReturnUnit]:
    """Take back the last act with a unit, for all units that it moved. The same command is done once.

    Raises NothingToUndoError where the goods have gone on since, or the route is closed;
    NotEnoughStockError where they are no longer where the act put them.
    """
    route_id, delivery_id = unit.route_id, unit.return_order.delivery_id
    if route_id:
        route, deliveries = coming_back.hold_coming_back(route_id=route_id, delivery_ids=[delivery_id])
    else:
        route, deliveries = None, []
    last = ReturnStep.objects.standing().filter(unit=unit).order_by("-pk").first()
    if last is None:
        return [unit]
    if ReturnStep.objects.filter(undone_by=act.command_id, unit=unit).exists():
        return [unit]
    steps = _steps_of_act(last)
    units = _hold(steps)
    _require_undoable(steps, units, route)
    for step in reversed(steps):
        _reverse(step, units[step.unit_id], act)
    if deliveries and any(not step.before for step in steps):
        _end_return(deliveries[0], act)
    for order in {one.return_order_id: one.return_order for one in units.values()}.values():
        told = [
            _steps.of_unit("undone", one, status=one.status)
            for one in units.values()
            if one.return_order_id == order.pk
        ]
        _steps.tell(order, told, act)
        _orders.settle(order, act)
    return list(units.values())


def _steps_of_act(last: ReturnStep) -> list[ReturnStep]:
    """All standing steps of the act that made this one, in the order in which they were made."""
    if last.command_id is None:
        return [last]
    return list(ReturnStep.objects.standing().filter(command_id=last.command_id).order_by("pk"))


def _hold(steps: list[ReturnStep]) -> dict[int, ReturnUnit]:
    ids = {step.unit_id for step in steps}
    orders = {
        pk: _orders.hold(pk)
        for pk in sorted(set(ReturnUnit.objects.filter(pk__in=ids).values_list("return_order", flat=True)))
    }
    units = {
        one.pk: one for one in ReturnUnit.objects.filter(pk__in=ids).select_related("item", "lot").locked()
    }
    for one in units.values():
        one.return_order = orders[one.return_order_id]
    return units


def _require_undoable(steps: list[ReturnStep], units: dict[int, ReturnUnit], route: Route | None) -> None:
    newest = {
        step.unit_id: step.pk for step in ReturnStep.objects.standing().filter(unit__in=units).order_by("pk")
    }
    mine = {step.pk for step in steps}
    if any(pk not in mine for pk in newest.values()):
        raise NothingToUndoError(_("Some of these goods have gone on since. Undo that first."))
    if any(step.after in STAYS for step in steps):
        raise NothingToUndoError(_("This cannot be taken back here."))
    goes_back = any(not step.before or step.before == UnitStatus.EXPECTED for step in steps)
    if goes_back and route is not None and route.status == RouteStatus.CLOSED:
        told = _("Route %(code)s is closed: nothing goes back onto its vehicle.") % {"code": route.code}
        raise NothingToUndoError(told, route=route.code)


def _reverse(step: ReturnStep, unit: ReturnUnit, act: Act) -> None:
    """One step back; a posting that several units share is reversed with the first of them."""
    posting = step.posting
    if posting is not None and not hasattr(posting, "reversed_by"):
        ledger.reverse(
            transaction=posting,
            idempotency=("returns", f"undo:{posting.pk}"),
            effective_at=act.occurred_at,
            by=act.by,
            reason="undone at the dock",
        )
    before = UnitStatus(step.before or UnitStatus.WITHDRAWN)
    unit.become(before)
    unit.balance = step.lay_on if before in LYING else None
    if before in UNDECIDED or before == UnitStatus.RECEIVED:
        unit.disposition, unit.rule, unit.grade, unit.available_at = "", None, "", None
    if before == UnitStatus.WITHDRAWN:
        unit.received_at = None
    unit.save()
    step.undone_at, step.undone_by = act.occurred_at, act.command_id
    step.save(update_fields=["undone_at", "undone_by"])


def _end_return(delivery: Delivery, act: Act) -> None:
    """Nothing of the delivery is in the house any more: it only failed."""
    inside = ReturnUnit.objects.filter(return_order__delivery=delivery)
    if not inside.exclude(status__in=(UnitStatus.WITHDRAWN, UnitStatus.MISSING)).exists():
        coming_back.take_back_return(delivery=delivery, act=act)
