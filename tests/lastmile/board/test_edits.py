"""Moving stops and changing drivers by hand: priced before, guarded, and taken back."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from core.errors import DomainError
from core.models import PublicEvent
from lastmile.errors import DriverRefusedError, MoveRefusedError, RouteChangedError
from lastmile.models import Driver, Load, LoadUnit, Route, RouteEdit, RouteRevision, StopTask
from lastmile.services import assigning, moving_stops, publishing, undoing_edits
from lastmile.services.pricing_moves import price_moves
from lastmile.states import LoadStatus, RouteStatus, TaskKind
from tests.factories import MORNING
from tests.lastmile import worlds
from tests.lastmile.board import planned_days
from tests.lastmile.planning import days

pytestmark = pytest.mark.django_db


@pytest.fixture
def day(bo):
    """Two planned routes of a solved day, with their site."""
    return planned_days.committed(bo, orders=8, vans=2)


def moved(day, *, by, number=1, position=None):
    """Move stop `number` of the first route to the second."""
    stop = planned_days.stop(day.first, number)
    arrangement = moving_stops.arrange_move(stops=[stop], target=day.second, position=position, at=MORNING)
    expected = {str(route.public_id): route.planned_revision for route in (day.first, day.second)}
    return moving_stops.move_stops(
        arrangement=arrangement, target=day.second, expected=expected, by=by, at=MORNING
    )


def test_what_was_shown_before_a_move_is_what_is_written(day, bo):
    stop = planned_days.stop(day.first, 1)
    price = price_moves(stops=[stop], routes=[day.second], at=MORNING)[0]
    driven = planned_days.seconds(day)
    metres = planned_days.metres(day)

    moved(day, by=bo)

    stop.refresh_from_db()
    assert stop.trip.route_id == day.second.pk
    assert stop.sequence == price.position
    assert stop.planned_arrival_at == price.arrives_at
    assert planned_days.seconds(day) - driven == price.added_seconds
    assert planned_days.metres(day) - metres == price.added_metres
    assert Route.objects.get(pk=day.second.pk).ends_at == price.ends_at
    assert price.refusal == ""


def test_a_move_leaves_both_routes_whole(day, bo):
    before = planned_days.orders(day.first)
    edit = moved(day, by=bo, position=2)

    assert planned_days.orders(day.first) == before[1:]
    assert planned_days.orders(day.second)[1] == before[0]
    for route in (day.first, day.second):
        numbers = list(planned_days.stops(route).values_list("sequence", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
        times = [stop.planned_arrival_at for stop in planned_days.stops(route)]
        assert times == sorted(times)
    kinds = RouteRevision.objects.filter(number=2).order_by("route").values_list("kind", flat=True)
    assert sorted(kinds) == ["INSERT", "REMOVE"]
    assert edit.after == {str(day.first.public_id): 2, str(day.second.public_id): 2}
    assert PublicEvent.objects.filter(type="route.revised").count() == 2


def test_the_goods_follow_their_stop(day, bo):
    stop = planned_days.stop(day.first, 1)
    moved(day, by=bo)

    units = LoadUnit.objects.filter(task__stop=stop)
    assert {unit.load.trip.route_id for unit in units} == {day.second.pk}
    for load in Load.objects.all():
        mine = load.load_units.all()
        assert sorted(unit.load_rank for unit in mine) == list(range(1, len(mine) + 1))
        assert load.weight_g == sum(unit.weight_g for unit in mine)
        last_first = [unit.task.stop.sequence for unit in load.load_units.in_loading_order()]
        assert last_first == sorted(last_first, reverse=True)


def test_taking_a_move_back_restores_order_and_times(day, bo):
    before = planned_days.picture(day)
    moved(day, by=bo)
    assert planned_days.picture(day) != before

    edit = undoing_edits.last_edit(site=day.site, works_on=days.DAY, by=bo)
    undoing_edits.undo_edit(
        edit_id=edit.pk, arrangement=undoing_edits.arrange_back(edit=edit), by=bo, at=MORNING
    )

    assert planned_days.picture(day) == before
    assert {route.planned_revision for route in Route.objects.all()} == {3}
    with pytest.raises(DomainError, match="no change of yours"):
        undoing_edits.last_edit(site=day.site, works_on=days.DAY, by=bo)


def test_nothing_that_somebody_did_since_is_taken_back(day, bo, ada):
    moved(day, by=bo)
    edit = undoing_edits.last_edit(site=day.site, works_on=days.DAY, by=bo)
    arrangement = undoing_edits.arrange_back(edit=edit)
    day.refresh()
    moved(day, by=ada)

    with pytest.raises(RouteChangedError) as refused:
        undoing_edits.arrange_back(edit=edit)
    assert refused.value.facts["changes"][0]["by"] == str(ada)
    with pytest.raises(RouteChangedError):
        undoing_edits.undo_edit(edit_id=edit.pk, arrangement=arrangement, by=bo, at=MORNING)


def test_a_move_that_was_worked_out_from_an_older_route_is_refused_with_the_difference(day, bo, ada):
    stop = planned_days.stop(day.first, 2)
    expected = {str(route.public_id): 1 for route in (day.first, day.second)}
    arrangement = moving_stops.arrange_move(stops=[stop], target=day.second, at=MORNING)
    moved(day, by=ada)

    with pytest.raises(RouteChangedError) as refused:
        moving_stops.move_stops(
            arrangement=arrangement, target=day.second, expected=expected, by=bo, at=MORNING
        )
    assert refused.value.status == 409
    assert [change["by"] for change in refused.value.facts["changes"]] == [str(ada)]


def test_goods_in_a_van_stay_there_and_a_loaded_van_takes_nothing_more(day, bo):
    stop = planned_days.stop(day.first, 1)
    load = Load.objects.get(trip__route=day.second)
    Load.objects.filter(pk=load.pk).update(status=LoadStatus.LOADED, started_at=MORNING, loaded_at=MORNING)
    assert "is loaded" in price_moves(stops=[stop], routes=[day.second], at=MORNING)[0].refusal

    worlds.put_on_board(day.first)
    Load.objects.filter(pk=load.pk).update(status=LoadStatus.PLANNED, loaded_at=None, started_at=None)
    with pytest.raises(MoveRefusedError, match="Unload them first"):
        moving_stops.arrange_move(stops=[stop], target=day.second, at=MORNING)


def test_a_route_on_the_road_and_one_that_is_half_released_refuse(day, bo):
    stop = planned_days.stop(day.first, 1)
    Route.objects.filter(pk=day.second.pk).update(status=RouteStatus.RELEASED, released_at=MORNING)
    assert "Release both" in price_moves(stops=[stop], routes=[day.second], at=MORNING)[0].refusal

    planned_days.depart(day.first)
    assert (
        "in the van"
        in price_moves(stops=[planned_days.stop(day.first, 1)], routes=[day.second], at=MORNING)[0].refusal
    )


def test_without_a_route_the_cheapest_are_found_and_what_nobody_can_carry_is_refused_in_words(day):
    stop = planned_days.stop(day.first, 1)
    assert [price.code for price in price_moves(stops=[stop], at=MORNING)] == [day.second.code]

    delivery = stop.tasks.get().delivery
    type(delivery.shipment).objects.filter(pk=delivery.shipment_id).update(weight_g=10**9)
    assert "does not fit" in price_moves(stops=[stop], routes=[day.second], at=MORNING)[0].refusal


def test_a_move_says_how_late_it_would_be(day):
    stop = planned_days.stop(day.first, 1)
    opens = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
    stop.tasks.get().delivery.windows.create(opens=opens, closes=opens + timedelta(minutes=1))

    price = price_moves(stops=[stop], routes=[day.second], at=MORNING)[0]

    begins = price.arrives_at - (opens + timedelta(minutes=1))
    assert price.late_seconds == begins.total_seconds()
    assert price.newly_late == 0  # it is late where it stands, too


def test_another_driver_gets_the_route_and_it_can_be_taken_back(day, bo):
    was, free = day.first.driver, planned_days.free_driver(day.site)
    assigning.assign_driver(
        route_id=day.first.public_id, driver=free, expected=day.revisions, by=bo, at=MORNING
    )
    now = Route.objects.get(pk=day.first.pk)
    assert (now.driver, now.shift.driver, now.planned_revision) == (free, free, 2)

    edit = undoing_edits.last_edit(site=day.site, works_on=days.DAY, by=bo)
    undoing_edits.undo_edit(edit_id=edit.pk, arrangement=None, by=bo, at=MORNING)
    now.refresh_from_db()
    assert (now.driver, now.planned_revision) == (was, 3)


def test_nobody_drives_two_routes_at_once_or_without_the_skill_that_is_asked_for(day, bo):
    asked = {"route_id": day.first.public_id, "expected": day.revisions, "by": bo, "at": MORNING}
    with pytest.raises(DriverRefusedError, match="another vehicle at that time"):
        assigning.assign_driver(driver=day.second.driver, **asked)

    stop = planned_days.stop(day.first, 1)
    delivery = stop.tasks.get().delivery
    type(delivery).objects.filter(pk=delivery.pk).update(skills=["piano"])
    with pytest.raises(DriverRefusedError, match="piano"):
        assigning.assign_driver(driver=planned_days.free_driver(day.site), **asked)

    elsewhere = planned_days.free_driver(days.site())
    with pytest.raises(DriverRefusedError, match="does not drive for this site"):
        assigning.assign_driver(driver=elsewhere, **asked)
    assert not RouteEdit.objects.exists()
    assert Driver.objects.filter(routes=day.first).get() == day.first.driver


def test_publishing_sends_what_was_looked_at_and_says_who_hears(day, bo):
    both = {str(route.public_id): 1 for route in (day.first, day.second)}
    done = publishing.publish_routes(expected=both, by=bo, at=MORNING)
    assert (done.audience.drivers, len(done.audience.delivery_ids), len(done.routes)) == (2, 8, 2)

    again = publishing.publish_routes(expected=both, by=bo, at=MORNING)
    assert (again.audience.drivers, again.routes) == (0, ())

    moved(day, by=bo)
    with pytest.raises(RouteChangedError):
        publishing.publish_routes(expected=both, by=bo, at=MORNING)
    now = {str(route.public_id): 2 for route in (day.first, day.second)}
    last = publishing.publish_routes(expected=now, by=bo, at=MORNING)
    assert last.audience.drivers == 2
    assert len(last.audience.delivery_ids) < 8  # who is moved by less than a quarter of an hour is left alone
    assert {route.sent_revision for route in Route.objects.all()} == {2}


def test_an_act_sent_twice_has_one_effect(day, bo, client_of):
    client, key = client_of(bo), str(uuid4())
    stop = planned_days.stop(day.first, 1)
    body = {"stops": [str(stop.public_id)], "route": str(day.second.public_id), "revisions": day.revisions}
    first = client.post("/api/v1/lastmile/board/move/", body, HTTP_IDEMPOTENCY_KEY=key)
    assert first.status_code == 200, first.content
    again = client.post("/api/v1/lastmile/board/move/", body, HTTP_IDEMPOTENCY_KEY=key)
    assert (again.status_code, again.json()) == (200, first.json())
    assert RouteEdit.objects.count() == 1

    back = {"site": day.site.code, "day": str(days.DAY)}
    for _ in range(2):
        done = client.post("/api/v1/lastmile/board/undo/", back, HTTP_IDEMPOTENCY_KEY="undo")
        assert done.status_code == 200, done.content
    assert RouteEdit.objects.count() == 2

    stale = client.post("/api/v1/lastmile/board/move/", body, HTTP_IDEMPOTENCY_KEY=str(uuid4()))
    assert (stale.status_code, stale.headers["Content-Type"]) == (409, "application/problem+json")
    assert stale.json()["code"] == "route_changed"
    assert client.post("/api/v1/lastmile/board/move/", body).status_code == 400


def test_acting_needs_more_than_looking(day, ada, client_of):
    stop = planned_days.stop(day.first, 1)
    refused = client_of(ada).post(
        "/api/v1/lastmile/board/price/", {"stops": [str(stop.public_id)]}, HTTP_IDEMPOTENCY_KEY="1"
    )
    assert refused.status_code == 403


def test_a_stop_of_another_site_is_not_there(day, bo, client_of):
    other = planned_days.committed(None, orders=3, vans=1)
    body = {"stops": [str(planned_days.stop(other.first, 1).public_id)]}
    assert client_of(bo).post("/api/v1/lastmile/board/price/", body).status_code == 404


def test_several_stops_go_together_as_one_edit_and_come_back_with_one(day, bo):
    before = planned_days.picture(day)
    mine, others = planned_days.orders(day.first), planned_days.orders(day.second)
    stops = [planned_days.stop(day.first, number) for number in (3, 1)]
    price = price_moves(stops=stops, routes=[day.second], at=MORNING)[0]
    driven = planned_days.seconds(day)

    edit = moving_stops.move_stops(
        arrangement=moving_stops.arrange_move(stops=stops, target=day.second, at=MORNING),
        target=day.second, expected=day.revisions, by=bo, at=MORNING,
    )  # fmt: skip

    assert planned_days.orders(day.first) == [mine[1], mine[3]]
    assert sorted(planned_days.orders(day.second)) == sorted([*others, mine[0], mine[2]])
    assert planned_days.seconds(day) - driven == price.added_seconds
    assert edit.facts["note"] == f"2 stops of {day.first.code} to {day.second.code}"
    assert RouteEdit.objects.count() == 1
    taken_back(day, by=bo)
    assert planned_days.picture(day) == before


def test_several_stops_dropped_at_a_place_stand_there_in_the_order_in_which_they_were_driven(day, bo):
    mine, others = planned_days.orders(day.first), planned_days.orders(day.second)
    stops = [
        planned_days.stop(day.first, 2),
        planned_days.stop(day.second, 4),
        planned_days.stop(day.first, 1),
    ]

    moving_stops.move_stops(
        arrangement=moving_stops.arrange_move(stops=stops, target=day.second, position=2, at=MORNING),
        target=day.second, expected=day.revisions, by=bo, at=MORNING,
    )  # fmt: skip

    assert planned_days.orders(day.second) == [others[0], mine[0], mine[1], others[3], *others[1:3]]
    assert planned_days.orders(day.first) == mine[2:]


def test_what_is_to_be_collected_at_a_door_moves_with_what_is_delivered_there(day, bo):
    stop = planned_days.stop(day.first, 1)
    task = stop.tasks.get()
    StopTask.objects.create(
        stop=stop, sequence=2, kind=TaskKind.COLLECT, service_seconds=240,
        planned_start_at=task.planned_end_at, planned_end_at=task.planned_end_at,
    )  # fmt: skip
    moved(day, by=bo)
    stop.refresh_from_db()
    first, second = stop.tasks.order_by("sequence")
    assert (second.planned_start_at, second.planned_end_at) == (
        first.planned_end_at, first.planned_end_at + timedelta(seconds=240),
    )  # fmt: skip
    assert stop.planned_departure_at == second.planned_end_at


def test_a_route_is_not_emptied_and_too_many_stops_are_refused(day, bo):
    stops = [planned_days.stop(day.first, number) for number in (1, 2, 3, 4)]
    price = price_moves(stops=stops, routes=[day.second], at=MORNING)[0]
    assert "Nothing would be left" in price.refusal
    with pytest.raises(DomainError, match="At most 60"):
        price_moves(stops=stops * 16, at=MORNING)
    assert "on it already" not in price.refusal
    own = price_moves(stops=stops[:2], routes=[day.first], at=MORNING)[0]
    assert own.refusal == f"They are on {day.first.code} already."


def test_a_move_once_taken_back_can_be_made_again_and_a_new_one_forgets_that(day, bo):
    before = planned_days.picture(day)
    moved(day, by=bo)
    after = planned_days.picture(day)
    taken_back(day, by=bo)
    made_again(day, by=bo)
    assert planned_days.picture(day) == after
    assert RouteEdit.objects.latest("pk").facts["note"].startswith("Made again: Stop 1 of")
    taken_back(day, by=bo)
    assert planned_days.picture(day) == before
    day.refresh()
    moved(day, by=bo, number=2)
    with pytest.raises(DomainError, match="nothing that you took back"):
        undoing_edits.last_taken_back(site=day.site, works_on=days.DAY, by=bo)


def test_an_edit_that_is_undone_when_the_vans_should_be_gone_has_the_times_of_before(day, bo):
    before = planned_days.picture(day)
    late = day.second.starts_at + timedelta(minutes=40)
    stop = planned_days.stop(day.first, 1)
    price = price_moves(stops=[stop], routes=[day.second], at=late)[0]
    moving_stops.move_stops(
        arrangement=moving_stops.arrange_move(stops=[stop], target=day.second, at=late),
        target=day.second, expected=day.revisions, by=bo, at=late,
    )  # fmt: skip
    stop.refresh_from_db()
    assert stop.planned_arrival_at == price.arrives_at >= late
    assert stop.estimate.arrives_at == stop.planned_arrival_at
    taken_back(day, by=bo)
    assert planned_days.picture(day) == before


def taken_back(day, *, by):
    edit = undoing_edits.last_edit(site=day.site, works_on=days.DAY, by=by)
    arrangement = undoing_edits.arrange_back(edit=edit)
    return undoing_edits.undo_edit(edit_id=edit.pk, arrangement=arrangement, by=by, at=MORNING)


def made_again(day, *, by):
    edit = undoing_edits.last_taken_back(site=day.site, works_on=days.DAY, by=by)
    arrangement = undoing_edits.arrange_back(edit=edit)
    return undoing_edits.undo_edit(edit_id=edit.pk, arrangement=arrangement, by=by, at=MORNING)
