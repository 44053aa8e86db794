"""Who works out the arrivals of a site, and what happens when that worker dies."""

import pytest

from lastmile.models import SiteWatch, StopEstimate
from lastmile.services import etas, watching
from tests.lastmile import worlds
from tests.lastmile.road import fleets
from tests.lastmile.road.fleets import MINUTE, SECOND
from tests.lastmile.worlds import EIGHT, HOUR

pytestmark = pytest.mark.django_db


def _take(at):
    return watching.take_turns(now=lambda: at)


def test_a_turn_works_out_every_site_with_vans_on_the_road():
    for _ in range(2):
        fleets.gone(worlds.site(), stops=2)
    worlds.site()

    assert _take(EIGHT) == 4
    assert set(SiteWatch.objects.values_list("status", "estimated_at")) == {("IDLE", EIGHT)}
    assert SiteWatch.objects.count() == 2


def test_a_turn_is_not_taken_again_at_once_but_when_something_happened():
    route = fleets.gone(worlds.site(), stops=2)
    _take(EIGHT)

    assert _take(EIGHT + 5 * SECOND) == 0
    watching.ask_again(route_ids=[route.pk], at=EIGHT + 5 * SECOND)
    assert _take(EIGHT + 6 * SECOND) == 2
    assert _take(EIGHT + 7 * SECOND) == 0
    assert _take(EIGHT + 16 * SECOND) == 2


def test_two_workers_do_not_take_the_same_turn():
    fleets.gone(worlds.site())

    assert len(watching.claim_turns(holder="one", at=EIGHT)) == 1
    assert watching.claim_turns(holder="other", at=EIGHT + SECOND) == []


def test_what_a_dead_worker_left_is_taken_over_within_thirty_seconds():
    fleets.gone(worlds.site(), stops=2)
    watching.claim_turns(holder="dead", at=EIGHT)

    assert _take(EIGHT + 11 * SECOND) == 0
    assert _take(EIGHT + 15 * SECOND) == 2
    assert SiteWatch.objects.get().attempt == 2


def test_a_worker_that_comes_back_from_the_dead_writes_nothing():
    route = fleets.gone(worlds.site(), stops=1)
    watching.claim_turns(holder="slow", at=EIGHT)
    _take(EIGHT + 15 * SECOND)

    etas.refresh(route_ids=[route.pk], at=EIGHT + 20 * SECOND, holder="slow")
    watching.end_turns(holder="slow", at=EIGHT + 20 * SECOND)

    assert StopEstimate.objects.get().computed_at == EIGHT + 15 * SECOND
    assert SiteWatch.objects.get().estimated_at == EIGHT + 15 * SECOND


def test_routes_of_tomorrow_and_routes_that_were_given_up_are_not_worked_out():
    site = worlds.site()
    fleets.gone(site, stops=1, departed=False)

    assert _take(EIGHT - 2 * HOUR - SECOND) == 0
    assert _take(EIGHT - 2 * HOUR) == 1
    assert _take(EIGHT + 2 * HOUR + 12 * HOUR) == 1
    assert _take(EIGHT + 2 * HOUR + 12 * HOUR + MINUTE) == 0
