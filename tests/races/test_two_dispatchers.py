"""Two dispatchers commit two previews of one day at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from core.errors import DomainError
from lastmile.models import Delivery, Route, StopTask
from lastmile.services import committing, planning
from lastmile.states import DeliveryStatus, RouteStatus, TaskStatus
from tests.factories import MORNING
from tests.lastmile.planning import days
from tests.lastmile.planning.days import DAY


@pytest.mark.django_db(transaction=True)
def test_one_preview_becomes_the_plan_and_the_other_is_stale():
    site = days.site()
    shift = days.shift(site)
    days.spread(site, 4)
    drafts = [
        days.solved(planning.draft_plan(site=site, plan_on=DAY, shift_ids=[shift.pk], seconds=1, by=None))
        for _ in range(2)
    ]
    together = Barrier(2)

    def press(draft):
        connection.ensure_connection()
        together.wait()
        try:
            committing.commit_draft(draft=draft, version=1, paths={}, by=None, at=MORNING)
        except DomainError as refusal:
            return refusal.code
        else:
            return "committed"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(press, drafts))

    assert outcomes == ["committed", "stale"]
    assert Route.objects.filter(status=RouteStatus.PLANNED).count() == Route.objects.count() == 1
    assert StopTask.objects.filter(status=TaskStatus.OPEN).count() == 4
    assert set(Delivery.objects.values_list("status", flat=True)) == {DeliveryStatus.PLANNED}
