"""The same order sent twice at one moment is written once; an order is cancelled or planned, never both."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from core.errors import DomainError
from lastmile.models import Address, Delivery, Route, StopTask
from lastmile.services import cancelling, committing, planning
from tests.factories import MORNING
from tests.lastmile import intakes
from tests.lastmile.intakes import ask, take
from tests.lastmile.planning import days
from tests.lastmile.planning.days import DAY
from wms.models import OutboundOrder, PromiseBucket


def together(*acts):
    """What each act came to: its value, or the code of its refusal."""
    start = Barrier(len(acts))

    def run(act):
        connection.ensure_connection()
        start.wait()
        try:
            return act()
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(3))
def test_the_same_orders_sent_four_times_at_once_are_written_once(_round, tmp_path, settings):
    settings.ROADS_DIR = tmp_path
    intakes.shop("ALT", APPLE=100)
    asks = [ask(f"R{n}") for n in range(5)]
    answers = together(*[lambda: [one.outcome for one in take(*asks)]] * 4)
    assert sorted(map(tuple, answers)) == [("created",) * 5] + [("unchanged",) * 5] * 3
    assert (OutboundOrder.objects.count(), Delivery.objects.count(), Address.objects.count()) == (5, 5, 1)
    assert PromiseBucket.objects.get().promised == 10


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(3))
def test_an_order_is_cancelled_or_planned_never_both(_round):
    site = days.site()
    shift = days.shift(site)
    days.spread(site, 4)
    draft = days.solved(planning.draft_plan(site=site, plan_on=DAY, shift_ids=[shift.pk], seconds=1, by=None))
    victim = Delivery.objects.order_by("pk").first()

    def commit():
        committing.commit_draft(draft=draft, version=1, paths={}, by=None, at=MORNING)
        return "committed"

    def cancel():
        cancelling.cancel_orders(public_ids=[victim.public_id], by=None, at=MORNING)
        return "cancelled"

    committed, cancelled = together(commit, cancel)
    assert cancelled == "cancelled"
    assert committed in {"committed", "stale"}
    victim.refresh_from_db()
    assert victim.status == "CANCELLED"
    assert not StopTask.objects.filter(delivery=victim, status="OPEN").exists()
    if committed == "committed":
        assert StopTask.objects.filter(status="OPEN").count() == 3
    else:
        assert not Route.objects.exists()
