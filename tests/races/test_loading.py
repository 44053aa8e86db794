"""Two loaders and one unit, one scan sent fifty times, a scan while the van leaves."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from core.errors import DomainError
from lastmile.load_states import ShortReason
from lastmile.models import LoadUnit
from lastmile.services import departing, loading, releasing
from lastmile.services.loading import Act
from tests.factories import MORNING
from tests.lastmile.loading.docks import dock
from tests.lastmile.loading.routes_to_release import lane, planned
from tests.lastmile.planning import days
from wms.models import Allocation, Promise, StockTransaction, Wave

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts):
    """Do all at one moment, each on a connection of its own; what each caller saw."""
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


def test_two_loaders_scan_one_unit_and_one_of_them_loads_it():
    at = dock(1)
    code = at.code(1)
    seen = together(
        *[
            lambda key=key: (
                loading.scan(
                    load_id=at.load.pk, code=code, act=Act(by=None, at=MORNING, key=key)
                ).outcome.value
            )
            for key in ("left", "right")
        ]
    )
    assert sorted(seen) == ["accepted", "already_loaded"]
    assert StockTransaction.objects.filter(kind="LOAD").count() == 1
    assert Promise.objects.get().loaded == 1


def test_one_scan_sent_fifty_times_loads_once_and_is_answered_the_same():
    at = dock(1)
    code, act = at.code(1), Act(by=None, at=MORNING, key="once")
    seen = []
    for _ in range(5):
        seen += together(
            *[lambda: loading.scan(load_id=at.load.pk, code=code, act=act).outcome.value for _ in range(10)]
        )
    assert seen == ["accepted"] * 50
    assert StockTransaction.objects.filter(kind="LOAD").count() == 1


def test_a_van_that_leaves_while_a_short_unit_is_found_leaves_with_it_or_without():
    at = dock(1, 1)
    code = at.code(1)
    loading.scan(load_id=at.load.pk, code=at.code(2), act=at.act())
    loading.report_short(load_id=at.load.pk, unit_id=at.unit(1).pk, reason=ShortReason.MISSING, act=at.act())
    last, leave = at.act(), at.act()
    seen = together(
        lambda: loading.scan(load_id=at.load.pk, code=code, act=last).outcome.value,
        lambda: departing.depart_route(route_id=at.route.pk, act=leave).status,
    )
    assert seen[1] == "DEPARTED"
    is_in = LoadUnit.objects.get(pk=at.unit(1).pk).loaded_at is not None
    assert seen[0] == ("accepted" if is_in else "route_not_released")
    at.deliveries[0].refresh_from_db()
    assert at.deliveries[0].status == ("OUT" if is_in else "PENDING")


def test_two_press_depart_and_the_van_leaves_once():
    at = dock(1)
    loading.scan(load_id=at.load.pk, code=at.code(1), act=at.act())
    acts = [at.act(), at.act()]
    seen = together(
        *[lambda act=act: departing.depart_route(route_id=at.route.pk, act=act).status for act in acts]
    )
    assert sorted(seen) == ["DEPARTED", "illegal_move"]


def test_two_dispatchers_release_one_route_and_it_is_picked_once():
    site = days.site()
    for code in ("L1", "L2"):
        lane(site, code)
    route = planned(site, 1)
    seen = together(
        *[lambda: releasing.release_route(route_id=route.pk, by=None, at=MORNING).lane for _ in range(2)]
    )
    assert sorted(seen) == ["L1", "illegal_move"]
    assert Wave.objects.count() == 1
    assert Allocation.objects.count() == 1
