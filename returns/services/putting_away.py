"""The last step at the dock: into a bin that is confirmed by scan, or off to the vendor."""

from django.utils.translation import gettext as _

from core.transactions import service
from lastmile.services.delivering import Act
from returns.errors import AlreadyDecidedError
from returns.models import ReturnUnit
from returns.services import _deciding, _orders, _steps
from returns.states import Disposition, UnitStatus
from wms.errors import WrongPlaceError
from wms.models import Location
from wms.queries import scanned
from wms.services import places, taking_in
from wms.services.taking_in import Part
from wms.states import LocationKind, TransactionKind


@service
def put_away(*, unit: ReturnUnit, place: str, act: Act) -> ReturnUnit:
    """Move a decided unit from the dock into the bin that was scanned. The same command is done once.

    Raises WrongPlaceError for no bin or one of another temperature, AlreadyDecidedError, and
    NotEnoughStockError where the goods were claimed for an order meanwhile.
    """
    unit, done = _held(unit, act)
    if done:
        return unit
    target = scanned.place_called(unit.return_order.site, place)
    _require_fit(unit, target)
    balance = _deciding.balance_of(unit)
    posting = taking_in.move_part(
        kind=TransactionKind.MOVE,
        part=Part(balance=balance, quantity=unit.quantity, serials=tuple(unit.serials)),
        target=target,
        posted=_steps.posted(act, "put away", unit),
    )
    lies = taking_in.landed_on(posting)[0]
    _steps.take_step(unit, UnitStatus.PUT_AWAY, act, posting=posting, lies_on=lies)
    _steps.tell(unit.return_order, [_steps.of_unit("put_away", unit, place=target.code)], act)
    _orders.settle(unit.return_order, act)
    return unit


@service
def ship_out(*, unit: ReturnUnit, act: Act) -> ReturnUnit:
    """The vendor has taken the goods back: they leave the books. The same command again changes nothing."""
    unit, done = _held(unit, act)
    if done:
        return unit
    if unit.disposition != Disposition.VENDOR:
        raise _not_so(unit)
    balance = _deciding.balance_of(unit)
    vendor = places.virtual_location(site_id=balance.site_id, kind=LocationKind.SUPPLIER)
    posting = taking_in.move_part(
        kind=TransactionKind.RETURN,
        part=Part(balance=balance, quantity=unit.quantity, serials=tuple(unit.serials)),
        target=vendor,
        posted=_steps.posted(act, "vendor", unit),
    )
    _steps.take_step(unit, UnitStatus.SHIPPED_OUT, act, posting=posting, lies_on=None)
    _steps.tell(unit.return_order, [_steps.of_unit("shipped_out", unit)], act)
    _orders.settle(unit.return_order, act)
    return unit


def _held(unit: ReturnUnit, act: Act) -> tuple[ReturnUnit, bool]:
    """The unit, locked behind its return; the flag says that this command did it before."""
    order = _orders.hold(unit.return_order_id)
    unit = ReturnUnit.objects.select_related("item", "lot").locked().get(pk=unit.pk)
    unit.return_order = order
    if _steps.steps_of(act.command_id):
        return unit, True
    if unit.status != UnitStatus.DECIDED:
        raise _not_so(unit)
    return unit, False


def _require_fit(unit: ReturnUnit, target: Location) -> None:
    if unit.disposition == Disposition.VENDOR:
        raise _not_so(unit)
    if target.kind != LocationKind.BIN:
        raise WrongPlaceError(_("%(place)s is not a bin.") % {"place": target}, place=target.code)
    if target.temperature != unit.item.temperature:
        told = _("%(place)s is %(kept)s. %(item)s needs %(wanted)s.") % {
            "place": target,
            "kept": target.get_temperature_display().lower(),
            "item": unit.item.name,
            "wanted": unit.item.get_temperature_display().lower(),
        }
        raise WrongPlaceError(told, place=target.code)


def _not_so(unit: ReturnUnit) -> AlreadyDecidedError:
    told = _("%(item)s: it is %(status)s.")
    facts = {"item": unit.item.name, "status": unit.get_status_display().lower()}
    return AlreadyDecidedError(told % facts, status=unit.status, disposition=unit.disposition)
