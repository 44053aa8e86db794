from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.wms import worlds
from tests.wms.worlds import MORNING
from wms.models import Location
from wms.queries.history import history_page
from wms.queries.item_page import scope_of_item
from wms.queries.stock import scope_of_place
from wms.queries.stock_over_time import stock_by_day
from wms.states import StockStatus, TransactionKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return worlds.warehouse()


def story(page) -> list[tuple]:
    """What each row says: kind, from, to, change, after."""
    return [
        (
            row.transaction.kind,
            [place.code if place else None for place in row.sources],
            [place.code if place else None for place in row.targets],
            row.change,
            row.after,
        )
        for row in page.rows
    ]


def test_an_item_s_history_runs_down_from_what_there_is_now(world):
    world.receive(10)
    world.post(world.leg(4, world.bins[0], world.bins[1]))
    world.lose(3)
    page = history_page(scope_of_item(world.item, [world.site.pk]))
    assert story(page) == [
        ("ADJUST", ["A-01"], ["@LOSS"], -3, 7),
        ("MOVE", ["A-01"], ["A-02"], 0, 10),
        ("RECEIPT", ["@SUPPLIER"], ["A-01"], 10, 10),
    ]
    assert page.older is None


def test_a_bin_s_history_counts_only_what_lay_there(world):
    world.receive(10)
    world.post(world.leg(4, world.bins[0], world.bins[1]))
    page = history_page(scope_of_place(world.bins[1], [world.site.pk]))
    assert story(page) == [("MOVE", ["A-01"], ["A-02"], 4, 4)]


def test_older_pages_go_on_where_the_newer_ones_ended(world):
    for number in range(1, 8):
        world.receive(number)
    scope, rows, before = scope_of_item(world.item, [world.site.pk]), [], None
    while True:
        page = history_page(scope, before=before, size=3)
        rows += page.rows
        world.receive(100)  # new postings do not shift what is older
        before = page.older
        if before is None:
            break
    assert [(row.change, row.after) for row in rows] == [
        (7, 28), (6, 21), (5, 15), (4, 10), (3, 6), (2, 3), (1, 1),
    ]  # fmt: skip


def test_a_change_of_state_names_no_place_of_relabelling(world):
    world.receive(10)
    world.post(
        world.leg(2, world.bins[0], world.bins[0], to_status=StockStatus.DAMAGED),
        kind=TransactionKind.RELABEL,
    )
    newest = history_page(scope_of_item(world.item, [world.site.pk])).rows[0]
    assert ([p.code for p in newest.sources], [p.code for p in newest.targets]) == (["A-01"], ["A-01"])
    assert (newest.moved, newest.change, newest.after) == (2, 0, 10)


def test_what_other_sites_did_is_not_part_of_the_history(world):
    other = worlds.warehouse()
    other.item = world.item
    world.receive(10)
    other.receive(5)
    page = history_page(scope_of_item(world.item, [world.site.pk]))
    assert [(row.change, row.after) for row in page.rows] == [(10, 10)]


def test_a_page_of_history_costs_the_same_however_long_it_is(world, django_assert_max_num_queries):
    for _ in range(12):
        world.receive(1)
    scope = scope_of_item(world.item, [world.site.pk])
    first = history_page(scope, size=5)
    with django_assert_max_num_queries(3):
        history_page(scope, size=5)
    with django_assert_max_num_queries(4):
        history_page(scope, size=5, before=first.older)


def test_days_are_those_of_the_site_s_clock_and_begin_at_the_first_change(world):
    zone = ZoneInfo("Europe/Helsinki")
    world.receive(10, at=datetime(2026, 3, 1, 22, 30, tzinfo=UTC))  # half past midnight in Helsinki
    world.receive(5, at=MORNING + timedelta(days=2))
    ends = stock_by_day(
        scope_of_item(world.item, [world.site.pk]), now=MORNING + timedelta(days=3), zone=zone
    )
    assert [(end.on.isoformat(), end.quantity) for end in ends] == [
        ("2026-03-01", 0),
        ("2026-03-02", 10),
        ("2026-03-03", 10),
        ("2026-03-04", 15),
        ("2026-03-05", 15),
    ]


def test_without_a_change_there_is_nothing_to_draw(world):
    assert stock_by_day(scope_of_item(world.item, [world.site.pk]), now=MORNING, zone=UTC) == []
    assert Location.objects.filter(site=world.site).exists()
