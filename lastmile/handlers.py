"""What the last mile does about what happens below it and on the road: it writes rows and rings.

A dead broker costs seconds: the timetable rings the same doorbells.
"""

from django.utils import timezone

from core.events import handles
from core.work import ring
from lastmile.events import (
    AttemptsUndone,
    ConflictsFound,
    DeliveriesFailed,
    DeliveriesMade,
    RoutesDeparted,
    RoutesRearranged,
    RoutesReturned,
    StopsArrived,
    StopsSkipped,
)
from lastmile.services import raising
from lastmile.tasks import adopt_parcels, something_happened
from wms.events import PicksShort, ShipmentsPacked


@handles(PicksShort)
def somebody_looks_at_short_picks(event: PicksShort) -> None:
    """Per delivery that misses goods one incident, while something can still be done."""
    raising.raise_short_picks(line_ids=event.line_ids, at=timezone.now())


@handles(ShipmentsPacked)
def loads_follow_what_was_packed(event: ShipmentsPacked) -> None:
    """After the commit; a dead broker costs seconds, because the sweep finds the loads."""
    ring(adopt_parcels, shipment_ids=list(event.shipment_ids))


@handles(RoutesDeparted)
def arrivals_follow_who_left(event: RoutesDeparted) -> None:
    """From now on they are expected from where they are."""
    _ring(route_ids=event.route_ids)


@handles(DeliveriesFailed)
def somebody_looks_at_failed_deliveries(event: DeliveriesFailed) -> None:
    """An incident each, until the delivery is not failed any more."""
    raising.raise_failures(delivery_ids=event.delivery_ids, at=timezone.now())
    _ring(delivery_ids=event.delivery_ids)


@handles(ConflictsFound)
def somebody_looks_at_conflicts(event: ConflictsFound) -> None:
    """An incident per delivery, until a person says what is true."""
    raising.raise_conflicts(
        kind=event.kind, delivery_ids=event.delivery_ids, facts=event.facts, at=timezone.now()
    )


@handles(StopsArrived)
def arrivals_follow_who_arrived(event: StopsArrived) -> None:
    """The stops after them are expected anew."""
    _ring(stop_ids=event.stop_ids)


@handles(StopsSkipped)
def arrivals_follow_what_was_skipped(event: StopsSkipped) -> None:
    """The stops after them are expected anew."""
    _ring(stop_ids=event.stop_ids)


@handles(DeliveriesMade)
def arrivals_follow_what_was_delivered(event: DeliveriesMade) -> None:
    """The stops after them are expected anew, and what was wrong with them is over."""
    _ring(delivery_ids=event.delivery_ids)


@handles(AttemptsUndone)
def arrivals_follow_what_was_undone(event: AttemptsUndone) -> None:
    """The stops after them are expected anew."""
    _ring(delivery_ids=event.delivery_ids)


@handles(RoutesRearranged)
def arrivals_follow_what_was_moved(event: RoutesRearranged) -> None:
    """The stops of these routes are expected anew, and what was wrong with them may be over."""
    _ring(route_ids=event.route_ids)


@handles(RoutesReturned)
def nothing_is_wrong_with_who_is_back(event: RoutesReturned) -> None:
    """What was wrong with them is over."""
    _ring(route_ids=event.route_ids)


def _ring(**ids: tuple[int, ...]) -> None:
    ring(something_happened, **{name: list(values) for name, values in ids.items()})
