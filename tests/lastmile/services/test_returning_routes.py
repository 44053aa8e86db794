"""The end of a route, and what the driver has read of its changes."""

import pytest

from lastmile.door_states import DoorResult
from lastmile.errors import StopsOpenError
from lastmile.services import arriving, returning_routes
from lastmile.services.delivering import LineResult, deliver, fail
from lastmile.states import FailureReason
from tests.lastmile import worlds
from tests.lastmile.doors import ENOUGH, act, on_the_road

pytestmark = pytest.mark.django_db


def test_a_route_ends_when_every_stop_was_told_and_lists_what_is_left_on_the_van():
    road = on_the_road((2,), (3,), (4,))
    deliver(task=road.task(1), act=act(), evidence=ENOUGH)
    fail(task=road.task(2), act=act(1), reason=FailureReason.NOT_HOME, evidence=ENOUGH)
    with pytest.raises(StopsOpenError) as refused:
        returning_routes.finish_route(route=road.route, act=act(2))
    assert refused.value.facts == {"stops": [3]}
    parts = [
        LineResult(number=1, result=DoorResult.DELIVERED, quantity=3),
        LineResult(number=1, result=DoorResult.DAMAGED, quantity=1),
    ]
    deliver(task=road.task(3), act=act(2), evidence=ENOUGH, lines=parts)

    returned = returning_routes.finish_route(route=road.route, act=act(60))

    assert (returned.route.status, returned.route.returned_at) == ("RETURNED", act(60).occurred_at)
    left = [(one.order_number, one.quantity, one.status.name) for one in returned.left]
    assert left == [
        (road.deliveries[1].order.number, 3, "AVAILABLE"), (road.deliveries[2].order.number, 1, "DAMAGED"),
    ]  # fmt: skip
    assert road.on_van() + road.with_customers() == 9
    again = returning_routes.finish_route(route=road.route, act=act(70))
    assert (again.route.returned_at, len(again.left)) == (act(60).occurred_at, 2)


def test_a_break_is_taken_once_and_one_that_was_not_taken_ends_with_the_route():
    road = on_the_road((2,))
    trip = road.route.trips.get()
    first, second = worlds.stop(trip, 2), worlds.stop(trip, 3)
    worlds.task(first, None, kind="BREAK")
    rest = worlds.task(second, None, kind="BREAK")
    arriving.take_break(stop=first, act=act(1))
    assert arriving.take_break(stop=first, act=act(9)).departed_at == act(1).occurred_at
    assert arriving.take_break(stop=road.task().stop, act=act(2)).status == "PLANNED"
    deliver(task=road.task(), act=act(3), evidence=ENOUGH)

    returning_routes.finish_route(route=road.route, act=act(60))

    rest.refresh_from_db()
    second.refresh_from_db()
    assert (rest.status, second.status) == ("CANCELLED", "SKIPPED")


@pytest.mark.parametrize(("read", "then"), [(2, 2), (1, 1), (9, 3)])
def test_a_driver_has_read_what_was_sent_and_no_more(read, then):
    road = on_the_road((2,))
    road.route.planned_revision, road.route.sent_revision = 4, 3
    road.route.save()

    returning_routes.acknowledge_revision(route=road.route, number=read, act=act())
    after = returning_routes.acknowledge_revision(route=road.route, number=0, act=act(1))

    assert after.acknowledged_revision == then
