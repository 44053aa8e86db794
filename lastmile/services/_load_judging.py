"""What a scan at a vehicle means: here and now, too early, or somewhere else. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lastmile.load_states import LoadOutcome, ShortReason
from lastmile.models import Load, LoadUnit
from lastmile.services._load_units import planned_units, pushed_forward, units_of
from lastmile.states import LoadingPolicy
from wms.models import HandlingUnit, StockBalance
from wms.states import ShipmentStatus, StockStatus

READY = (ShipmentStatus.PACKED, ShipmentStatus.STAGED, ShipmentStatus.LOADED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What a scan means, before anything is done about it."""

    outcome: LoadOutcome
    goes_in: bool = False
    may_confirm: bool = False
    unit: LoadUnit | None = None
    in_front: Sequence[LoadUnit] = field(default=())
    belongs: LoadUnit | None = None
    told: str = ""


def judge(load: Load, unit: HandlingUnit | None, *, confirmed: bool) -> Verdict:
    """Whether the unit goes in now, and if not, why and where else."""
    if unit is None:
        return Verdict(outcome=LoadOutcome.UNKNOWN, told=_("This is not a label of ours."))
    site = load.trip.route.site
    if unit.site_id != site.pk:
        told = _("This belongs to %(site)s.") % {"site": unit.site.name}
        return Verdict(outcome=LoadOutcome.OTHER_SITE, told=told)
    places = planned_units(unit)
    mine = next((one for one in places if one.load_id == load.pk), None)
    if mine is None:
        return _elsewhere(unit, places)
    return _here(load, mine, unit, confirmed=confirmed)


def _elsewhere(unit: HandlingUnit, places: Sequence[LoadUnit]) -> Verdict:
    going = next((one for one in places if not one.short_reason), None)
    if going is None:
        told = _("%(unit)s is on no route.") % {"unit": unit.sscc}
        return Verdict(outcome=LoadOutcome.NOT_PLANNED, told=told)
    route, lane = going.load.trip.route, going.load.lane
    facts = {"route": route.code, "lane": lane.code if lane else "", "stop": going.task.stop.sequence}
    told = _("Wrong van. Put it on %(route)s, %(lane)s.") if lane else _("Wrong van. Put it on %(route)s.")
    return Verdict(outcome=LoadOutcome.WRONG_VEHICLE, belongs=going, told=told % facts)


def _here(load: Load, mine: LoadUnit, unit: HandlingUnit, *, confirmed: bool) -> Verdict:
    if mine.loaded_at:
        return Verdict(outcome=LoadOutcome.ALREADY_LOADED, unit=mine, told=_("It is in already."))
    if mine.short_reason in (ShortReason.DAMAGED, ShortReason.TAKEN_OUT) or _is_held(unit):
        return Verdict(outcome=LoadOutcome.ON_HOLD, unit=mine, told=_("It is on hold. It stays here."))
    if mine.shipment.status not in READY:
        told = _("Its order is still being packed.")
        return Verdict(outcome=LoadOutcome.NOT_READY, unit=mine, told=told)
    policy = load.trip.route.vehicle.type.loading_policy
    in_front = pushed_forward(mine, units_of(load), policy)
    if not in_front:
        return Verdict(outcome=LoadOutcome.ACCEPTED, goes_in=True, unit=mine)
    may_confirm = policy != LoadingPolicy.STRICT_LIFO
    return Verdict(
        outcome=LoadOutcome.OUT_OF_SEQUENCE,
        goes_in=confirmed and may_confirm,
        may_confirm=may_confirm,
        unit=mine,
        in_front=in_front,
        told=_told(len(in_front), mine.task.stop.sequence or 0),
    )


def _told(number: int, stop: int) -> str:
    told = ngettext(
        "%(number)d unit will stand in front of stop %(stop)d.",
        "%(number)d units will stand in front of stop %(stop)d.",
        number,
    )
    return told % {"number": number, "stop": stop}


def _is_held(unit: HandlingUnit) -> bool:
    there = StockBalance.objects.there().filter(handling_unit=unit)
    return there.exclude(status=StockStatus.AVAILABLE).exists()
