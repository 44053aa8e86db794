"""Exceptions: one card per late route, what helps with its price, solved and kept quiet with single keys."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lastmile.models import Incident, IncidentComment
from lastmile.services import incidents
from lastmile.states import IncidentKind, Severity
from tests.browser.board.conftest import leave, open_board
from tests.browser.looks.looking import look_at
from tests.lastmile.board import planned_days
from tests.lastmile.planning import days

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CARD = "[data-incident]"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def planned(bo):
    """Two routes of five orders; the last stop of the first is late, and two exceptions say so."""
    day = planned_days.committed(bo, orders=10, vans=2)
    stop = planned_days.stop(day.first, 5)
    opens = stop.planned_arrival_at.replace(hour=0, minute=0)
    stop.tasks.get().delivery.windows.create(opens=opens, closes=stop.planned_arrival_at - 4 * MINUTE)
    causes = [
        incidents.Cause(
            kind=kind, severity=severity, site_id=day.site.pk, subject_type="stop", route_id=day.first.pk,
            subject_id=planned_days.stop(day.first, n).public_id, stop_id=planned_days.stop(day.first, n).pk,
            facts={"slack_minutes": -4},
        )
        for n, kind, severity in (
            (5, IncidentKind.LATE, Severity.HIGH), (4, IncidentKind.LATE, Severity.MEDIUM),
            (3, IncidentKind.AT_RISK, Severity.LOW),
        )
    ]  # fmt: skip
    incidents.raise_incidents(causes=causes, at=timezone.now() - 7 * MINUTE)
    return day


@pytest.mark.parametrize(("colour", "width"), [("light", 1440), ("dark", 390)])
def test_a_late_route_is_solved_from_the_inbox_with_one_key(page_of, bo, planned, colour, width):
    page = page_of(bo, width=width, colour=colour)
    open_board(page, days.DAY)
    page.wait_for_selector(f"{CARD} >> text=2 stops late")
    assert page.locator(CARD).count() == 2  # late, and at risk
    assert page.inner_text("[data-filter=late] b") == "1"
    page.wait_for_selector(".remedy >> text=1 late stop of")
    page.locator(".incident__stops summary").first.click()
    look_at(page, f"board-inbox-{colour}-{width}")
    promised = page.inner_text(".remedy__figures dd b")
    page.keyboard.press("a")
    page.wait_for_selector(".toast >> text=1 late stop of")
    page.wait_for_selector(f"[data-filter=late] b:text-is('{promised}')")

    page.wait_for_selector(f"{CARD} [data-key=o]")
    page.keyboard.press("o")
    page.wait_for_selector(f"{CARD} >> text=Bo")
    assert Incident.objects.filter(status="ACKNOWLEDGED", owner=bo).exists()
    page.fill(f"{CARD} input >> nth=0", "The gate is shut")
    page.keyboard.press("Enter")
    page.wait_for_selector(".incident__comments >> text=The gate is shut")
    assert IncidentComment.objects.get().made_by == bo
    page.keyboard.press("Escape")
    page.wait_for_selector(f"{CARD} [data-key=s]")
    page.keyboard.press("s")
    page.wait_for_selector("[data-tab=snoozed] b:text-is('1')")
    page.wait_for_selector("[data-undo]:not([disabled])")
    page.keyboard.press("z")
    page.wait_for_selector(".toast >> text=Taken back: 1 late stop of")
    leave(page)
