"""Loading a vehicle by scan: each unit is in, refused with what to do instead, or short with a reason."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import NotFoundError
from core.transactions import service
from lastmile.errors import LoadNotCompleteError, NothingToUndoError
from lastmile.load_states import LoadOutcome, ShortReason
from lastmile.models import Load, LoadUnit
from lastmile.services import _load_judging, _load_log, load_planning
from lastmile.services._load_judging import Verdict
from lastmile.services._load_units import is_waiting, unit_of, units_of
from lastmile.services._loads import back_in_the_house, held, reopen, set_loading
from lastmile.states import LoadStatus
from wms.models import HandlingUnit, StockTransaction
from wms.services import issuing, leaving
from wms.states import ShipmentStatus

BEFORE_LOADED = (ShipmentStatus.PACKED, ShipmentStatus.STAGED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """Who did something at the dock, when, with which scanner; `key` names it once and for all."""

    by: User | None
    at: datetime
    key: str
    device: str = ""

    def posting(self, what: str = "") -> tuple[str, str]:
        """The idempotency key of a posting of this act."""
        return ("device", f"{self.key}:{what}" if what else self.key)


@dataclass(frozen=True, kw_only=True, slots=True)
class Scan:
    """What came of a scan: whether the unit is in now, and what to tell the loader."""

    outcome: LoadOutcome
    is_in: bool = False
    may_confirm: bool = False
    """It is out of sequence, and the vehicle's policy lets the loader insist."""
    unit: LoadUnit | None = None
    in_front: tuple[LoadUnit, ...] = field(default=())
    """The units to re-handle: they will stand in front of it."""
    belongs: LoadUnit | None = None
    """Where it is planned to go instead."""
    told: str = ""


@service
def start_loading(*, load_id: int, act: Act) -> Load:
    """Begin, or take up again what was closed. Raises NotReleasedError before release and after departure."""
    load = held(load_id)
    load_planning.adopt(load)
    set_loading(load, by=act.by, at=act.at, device=act.device)
    return load


@service
def scan(*, load_id: int, code: str, act: Act, confirmed: bool = False) -> Scan:
    """Load the unit that the code names, if it belongs here and its turn has come; stock moves with it.

    What speaks against it comes back as an outcome and changes nothing; `confirmed` insists on a unit that is
    out of sequence where the vehicle's policy lets one. Raises NotReleasedError, NotEnoughStockError.
    """
    load = held(load_id)
    load_planning.adopt(load)
    unit = unit_of(code)
    verdict = _load_judging.judge(load, unit, confirmed=confirmed)
    if verdict.outcome == LoadOutcome.ALREADY_LOADED and _was_this_act(act):
        return Scan(outcome=LoadOutcome.ACCEPTED, is_in=True, unit=verdict.unit)
    if not verdict.goes_in or verdict.unit is None or unit is None:
        return _answer(verdict, is_in=False)
    _put_in(load, verdict.unit, unit, act)
    return _answer(verdict, is_in=True)


def unit_in(*, load: Load, code: str) -> LoadUnit | None:
    """The unit of this load that a label names; None where it is none of its."""
    box = unit_of(code)
    return next((one for one in units_of(load) if box and one.handling_unit_id == box.pk), None)


@service
def undo_last(*, load_id: int, act: Act) -> LoadUnit:
    """Put the unit that was loaded last back into the lane. Raises NothingToUndoError where none is in."""
    load = held(load_id)
    last = next(iter(sorted((u for u in units_of(load) if u.loaded_at), key=_loaded_last)), None)
    if last is None:
        raise NothingToUndoError(_("Nothing is loaded that could be put back."))
    _take_out(load, last, act)
    return last


@service
def report_short(*, load_id: int, unit_id: int, reason: ShortReason, act: Act) -> LoadUnit:
    """Say why a unit does not go along. One that is in already is put back into the lane first."""
    load = held(load_id)
    set_loading(load, by=act.by, at=act.at, device=act.device)
    unit = _mine(load, unit_id)
    if unit.loaded_at:
        _take_out(load, unit, act)
    _mark_short(load, unit, reason, act)
    return unit


@service
def withdraw_short(*, load_id: int, unit_id: int, act: Act) -> LoadUnit:
    """It may go along after all. A damaged unit may not: its goods are on hold."""
    load = held(load_id)
    set_loading(load, by=act.by, at=act.at, device=act.device)
    unit = _mine(load, unit_id)
    if unit.short_reason in (ShortReason.DAMAGED, ShortReason.TAKEN_OUT):
        raise LoadNotCompleteError(_("It stays behind: %(why)s.") % {"why": unit.get_short_reason_display()})
    unit.short_reason = ""
    unit.save(update_fields=["short_reason"])
    _load_log.unit_told(load, unit, "unit_found", by=act.by, at=act.at, device=act.device)
    return unit


@service
def report_damaged(*, load_id: int, unit_id: int, act: Act) -> LoadUnit:
    """Set a damaged unit aside: it is taken out if it is in, its goods go on hold, and it is short."""
    load = held(load_id)
    set_loading(load, by=act.by, at=act.at, device=act.device)
    unit = _mine(load, unit_id)
    if unit.loaded_at:
        _take_out(load, unit, act)
    if unit.handling_unit:
        box = _box(unit)
        leaving.set_aside(
            idempotency=act.posting("damaged"), unit=box, effective_at=act.at, by=act.by,
            reason="damaged", device=act.device,
        )  # fmt: skip
    _mark_short(load, unit, ShortReason.DAMAGED, act)
    return unit


@service
def close_load(*, load_id: int, act: Act) -> Load:
    """All is in or short with a reason. Raises LoadNotCompleteError that lists the units that are neither."""
    load = held(load_id)
    if load.status == LoadStatus.LOADED:
        return load
    waiting = [unit for unit in units_of(load) if is_waiting(unit)]
    if waiting:
        told = _("%(number)d units are neither loaded nor short with a reason.") % {"number": len(waiting)}
        raise LoadNotCompleteError(told, missing=[_load_log.name_of(unit) for unit in waiting])
    set_loading(load, by=act.by, at=act.at, device=act.device)
    load.become(LoadStatus.LOADED)
    load.loaded_at = act.at
    load.save(update_fields=["status", "loaded_at", "updated_at"])
    inside = load.load_units.filter(loaded_at__isnull=False, shipment__status__in=BEFORE_LOADED)
    shipments = set(inside.values_list("shipment_id", flat=True))
    issuing.mark_loaded(shipment_ids=shipments, by=act.by, at=act.at)
    _load_log.load_told(load, "closed", by=act.by, at=act.at, device=act.device)
    return load


def _put_in(load: Load, unit: LoadUnit, box: HandlingUnit, act: Act) -> None:
    set_loading(load, by=act.by, at=act.at, device=act.device)
    leaving.load_unit(
        idempotency=act.posting(), unit=box, order_id=unit.shipment.order_id,
        vehicle=load.trip.route.vehicle.location, effective_at=act.at, by=act.by, device=act.device,
    )  # fmt: skip
    unit.loaded_at, unit.short_reason = act.at, ""
    unit.save(update_fields=["loaded_at", "short_reason"])


def _take_out(load: Load, unit: LoadUnit, act: Act) -> None:
    reopen(load, by=act.by, at=act.at, device=act.device)
    box = _box(unit)
    leaving.unload_unit(
        idempotency=act.posting("out"), unit=box, order_id=unit.shipment.order_id,
        lane=back_in_the_house(load), effective_at=act.at, by=act.by, device=act.device,
    )  # fmt: skip
    unit.loaded_at = None
    unit.save(update_fields=["loaded_at"])


def _mark_short(load: Load, unit: LoadUnit, reason: ShortReason, act: Act) -> None:
    unit.short_reason = reason
    unit.save(update_fields=["short_reason"])
    _load_log.unit_told(load, unit, "unit_short", by=act.by, at=act.at, device=act.device)


def _box(unit: LoadUnit) -> HandlingUnit:
    """The handling unit with what moving it asks for. Raises NotFoundError for one that was never packed."""
    found = HandlingUnit.objects.select_related("site", "location").filter(pk=unit.handling_unit_id or 0)
    if box := found.first():
        return box
    raise NotFoundError(_("That unit was never packed."))


def _mine(load: Load, unit_id: int) -> LoadUnit:
    found = next((unit for unit in units_of(load) if unit.pk == unit_id), None)
    if found is None:
        raise NotFoundError(_("That unit is not in this load."))
    return found


def _loaded_last(unit: LoadUnit) -> tuple[float, int]:
    return (-unit.loaded_at.timestamp() if unit.loaded_at else 0.0, -unit.load_rank)


def _was_this_act(act: Act) -> bool:
    scope, key = act.posting()
    return StockTransaction.objects.filter(idempotency_scope=scope, idempotency_key=key).exists()


def _answer(verdict: Verdict, *, is_in: bool) -> Scan:
    return Scan(
        outcome=verdict.outcome,
        is_in=is_in,
        may_confirm=verdict.may_confirm and not is_in,
        unit=verdict.unit,
        in_front=tuple(verdict.in_front),
        belongs=verdict.belongs,
        told=verdict.told,
    )
