"""Which pieces of a load have no place by the book, and why: what a loader has to find room for by eye."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lastmile.models import Compartment, LoadUnit, Trip
from wms.states import Temperature


@dataclass(frozen=True, slots=True)
class Misfit:
    """Pieces of one order that stand in no compartment, and the reason in words."""

    recipient: str
    order: str
    stop: int | None
    pieces: int
    reason: str


def misfits_of(trip: Trip) -> list[Misfit]:
    """The misfits of a trip in stop order. None where the vehicle is one open space.

    The trip comes with its load's units and their tasks, as `route_for` reads it: one statement more.
    """
    spaces = list(Compartment.objects.filter(vehicle_type=trip.route.vehicle.type_id).order_by("number"))
    load = getattr(trip, "load", None)
    if not spaces or load is None:
        return []
    units = [unit for unit in load.load_units.all() if unit.compartment_id is None and not unit.short_reason]
    inside = [unit for unit in load.load_units.all() if unit.compartment_id is not None]
    counted = Counter((unit.task_id, _reason(unit, spaces, inside)) for unit in units)
    tasks = {unit.task_id: unit.task for unit in units}
    found = [
        Misfit(
            recipient=delivery.recipient_name,
            order=delivery.order.number,
            stop=tasks[task].stop.sequence,
            pieces=pieces,
            reason=reason,
        )
        for (task, reason), pieces in counted.items()
        if (delivery := tasks[task].delivery) is not None
    ]
    return sorted(found, key=lambda one: (one.stop or 0, one.order))


def _reason(unit: LoadUnit, spaces: Sequence[Compartment], inside: Sequence[LoadUnit]) -> str:
    """The last compartment that might have taken it says why not, as the engine's load plan asks them."""
    fitting = [space for space in spaces if space.temperature == unit.temperature]
    band = str(Temperature(unit.temperature).label)
    if not fitting:
        return _("the vehicle has no compartment for %(band)s goods") % {"band": band.lower()}
    space = fitting[-1]
    grams = sum(other.weight_g for other in inside if other.compartment_id == space.pk)
    if grams + unit.weight_g > space.capacity_g:
        return _("%(space)s would be too heavy with it") % {"space": space.name}
    return _("%(space)s has no room left for it") % {"space": space.name}
