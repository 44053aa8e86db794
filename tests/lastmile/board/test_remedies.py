"""What helps a late route: priced by a trial, applied as priced, taken back like any other edit."""

from datetime import timedelta
from uuid import uuid4

import pytest

from core.errors import DomainError, StaleError
from core.models import PublicEvent
from lastmile.models import Delivery, Incident, IncidentComment, Route, RouteEdit, StopEstimate
from lastmile.queries.live_board import live_board
from lastmile.services import applying_remedies, incidents, undoing_edits
from lastmile.services.remedies import remedies_for
from lastmile.states import IncidentKind, RemedyKind, Severity
from pod.models import Notification
from tests.factories import MORNING
from tests.lastmile.board import planned_days
from tests.lastmile.planning import days

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def day(bo):
    """Two planned routes of four orders each."""
    return planned_days.committed(bo, orders=8, vans=2)


def promise(route, number, *, closes_in):
    """Let the window of a stop close so long after its planned arrival."""
    stop = planned_days.stop(route, number)
    opens = stop.planned_arrival_at.replace(hour=0, minute=0)
    stop.tasks.get().delivery.windows.create(opens=opens, closes=stop.planned_arrival_at + closes_in)


def late_on_the_board(day, at=MORNING) -> int:
    return sum(route.late for route in live_board(site=day.site, day=days.DAY, at=at).routes)


def applied(day, kind, *, promised, by, at=MORNING):
    route = Route.objects.select_related("site", "shift").get(pk=day.first.pk)
    remedy, arrangement = applying_remedies.work_out(route=route, kind=kind, promised=promised, at=at)
    return applying_remedies.apply_remedy(route=route, remedy=remedy, arrangement=arrangement, by=by, at=at)


def taken_back(day, by):
    edit = undoing_edits.last_edit(site=day.site, works_on=days.DAY, by=by)
    undoing_edits.undo_edit(
        edit_id=edit.pk, arrangement=undoing_edits.arrange_back(edit=edit), by=by, at=MORNING
    )


def test_the_late_stops_go_where_they_are_in_time_and_the_board_counts_what_was_promised(day, bo, client_of):
    promise(day.first, 4, closes_in=-4 * MINUTE)
    before = planned_days.picture(day)
    assert late_on_the_board(day) == 1
    route = Route.objects.select_related("site", "shift").get(pk=day.first.pk)
    best = remedies_for(route=route, at=MORNING)[0]
    assert (best.kind, best.late, best.late_after, best.stops) == (RemedyKind.MOVE_LATE, 1, 0, 1)
    with pytest.raises(StaleError, match="By now"):
        applied(day, RemedyKind.MOVE_LATE, promised=-1, by=bo)
    assert planned_days.picture(day) == before

    driven = planned_days.seconds(day)
    note = applied(day, RemedyKind.MOVE_LATE, promised=0, by=bo)
    assert note == f"1 late stop of {day.first.code} to {day.second.code}"
    assert late_on_the_board(day) == best.late_after == 0
    assert planned_days.seconds(day) - driven == best.added_seconds
    assert RouteEdit.objects.count() == 1
    taken_back(day, bo)
    assert planned_days.picture(day) == before

    client, address = client_of(bo), f"/api/v1/lastmile/board/routes/{day.first.public_id}/remedies/"
    offered = client.get(address).json()["remedies"][0]
    assert (offered["kind"], offered["late_after"]) == ("MOVE_LATE", 0)
    body = {"kind": "MOVE_LATE", "late_after": 0}
    key = str(uuid4())
    for _ in range(2):
        done = client.post(address, body, HTTP_IDEMPOTENCY_KEY=key)
        assert (done.status_code, done.json()["late_after"]) == (200, 0), done.content
    assert RouteEdit.objects.count() == 3
    assert (
        client.post(address, {"kind": "TELL", "late_after": 0}, HTTP_IDEMPOTENCY_KEY="x").status_code == 409
    )


def test_a_shift_that_begins_earlier_is_priced_written_and_taken_back(day, bo):
    route = Route.objects.select_related("site", "shift").get(pk=day.first.pk)
    promise(day.first, 1, closes_in=-8 * MINUTE)
    promise(day.second, 1, closes_in=-30 * MINUTE)
    before, opens = planned_days.picture(day), route.shift.opens
    early = opens - timedelta(hours=3)
    best = remedies_for(route=route, at=early)[0]
    assert (best.kind, best.late, best.late_after) == (RemedyKind.START_EARLIER, 1, 0)
    assert best.begins_at == opens - 10 * MINUTE

    applied(day, RemedyKind.START_EARLIER, promised=0, by=bo, at=early)
    route.shift.refresh_from_db()
    assert route.shift.opens == best.begins_at
    assert planned_days.stop(day.first, 1).estimate.slack_seconds >= 0
    taken_back(day, bo)
    route.shift.refresh_from_db()
    assert route.shift.opens == opens
    assert planned_days.picture(day) == before


def test_on_the_road_recipients_are_told_and_nobody_is_promised_less_lateness(day, bo):
    planned_days.depart(day.first)
    stop = planned_days.stop(day.first, 2)
    Delivery.objects.filter(tasks__stop=stop).update(recipient_email="zoe@example.org")
    arrives = stop.planned_arrival_at
    StopEstimate.objects.update_or_create(
        stop=stop,
        defaults={
            "arrives_at": arrives, "starts_at": arrives, "departs_at": arrives, "due_at": arrives - MINUTE,
            "computed_at": MORNING, "source": "PLAN", "basis": "PLAN",
        },
    )  # fmt: skip
    route = Route.objects.select_related("site", "shift").get(pk=day.first.pk)
    (only,) = remedies_for(route=route, at=MORNING)
    assert (only.kind, only.late, only.late_after, only.told) == (RemedyKind.TELL, 1, 1, 1)
    note = applied(day, RemedyKind.TELL, promised=1, by=bo)
    assert note == f"1 recipient of {day.first.code} hears the new time"
    assert Notification.objects.get().trigger == "LATER"
    assert PublicEvent.objects.get(type="route.new_times_told").facts["recipients"] == 1


def test_several_exceptions_are_taken_on_together_or_none_is_and_comments_stand_beside_them(day, bo):
    causes = [
        incidents.Cause(
            kind=IncidentKind.LATE, severity=Severity.HIGH, site_id=day.site.pk, subject_type="stop",
            subject_id=planned_days.stop(day.first, n).public_id, route_id=day.first.pk,
        )
        for n in (1, 2)
    ]  # fmt: skip
    one, two = incidents.raise_incidents(causes=causes, at=MORNING)
    ids, act = [one.pk, two.pk], incidents.GroupAct
    assert incidents.act_on_all(incident_ids=ids, act=act.ACKNOWLEDGE, by=bo, at=MORNING) == 2
    assert incidents.act_on_all(incident_ids=ids, act=act.ACKNOWLEDGE, by=bo, at=MORNING) == 0
    incidents.resolve(incident_id=two.pk, note="", by=bo, at=MORNING)
    with pytest.raises(DomainError):
        incidents.act_on_all(incident_ids=ids, act=act.SNOOZE, by=bo, at=MORNING)
    assert sorted(Incident.objects.values_list("status", flat=True)) == ["ACKNOWLEDGED", "RESOLVED"]

    incidents.comment(incident_id=one.pk, text="He waits at the gate.", by=bo, at=MORNING)
    assert IncidentComment.objects.get().text == "He waits at the gate."
    told = PublicEvent.objects.get(type="incident.commented")
    assert "gate" not in str(told.facts)
