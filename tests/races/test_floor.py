"""Several people at one shelf, one tote, one walk: each piece is taken once, and nobody is told otherwise."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from core.errors import DomainError
from tests import factories
from tests.wms.floors import floor, wave_of
from tests.wms.worlds import MORNING
from wms.models import ParcelLine, Pick, PickWalk, StockBalance, ToteUse
from wms.services import pick_walking

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts):
    """What each act came to: "done", or the code of its refusal."""
    start = Barrier(len(acts))

    def run(act):
        connection.ensure_connection()
        start.wait()
        try:
            act()
        except DomainError as refusal:
            return refusal.code
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


@pytest.mark.parametrize("_round", range(3))
def test_of_two_pickers_and_the_last_unit_one_gets_it(_round):
    site = floor(stock=1)
    order = site.world.order(1)
    site.release(order)
    (pick,) = site.picks(order)
    answers = together(*[lambda: site.pick(Pick.objects.get(pk=pick.pk), 1)] * 4)
    assert answers == ["done", "pick_over", "pick_over", "pick_over"]
    assert StockBalance.objects.get(handling_unit=site.totes[0]).on_hand == 1


@pytest.mark.parametrize("_round", range(3))
def test_of_two_orders_that_want_one_tote_one_gets_it(_round):
    site = floor(stock=10)
    first, second = site.world.order(1), site.world.order(1)
    site.release(first, second)
    picks = [site.picks(first)[0].pk, site.picks(second)[0].pk]
    answers = together(
        *[lambda pk=pk: site.pick(Pick.objects.get(pk=pk), tote=site.totes[0]) for pk in picks]
    )
    assert answers == ["done", "wrong_tote"]
    assert ToteUse.objects.get(freed_at=None).tote == site.totes[0]


@pytest.mark.parametrize("_round", range(3))
def test_two_who_pack_one_tote_pack_each_piece_once(_round):
    site = floor(stock=10)
    order = site.world.order(3)
    site.release(order)
    site.pick_all(order)
    answers = together(*[lambda: site.pack(order)] * 5)
    assert answers == ["done", "done", "done", "wrong_item", "wrong_item"]
    assert ParcelLine.objects.get().quantity == 3


def test_two_who_start_at_once_walk_different_walks():
    site = floor(stock=10)
    site.world.site.cart_totes = 1
    site.world.site.save()
    made = [site.world.order(1) for _ in range(2)]
    site.release(*made)
    wave = wave_of(made[0])
    people = [factories.user(f"picker-{n}") for n in range(2)]
    acts = [
        lambda by=by: pick_walking.start_walk(wave_id=wave.pk, by=by, at=MORNING) for by in (*people, *people)
    ]
    assert together(*acts) == ["done"] * 4
    assert set(PickWalk.objects.values_list("picker", flat=True)) == {person.pk for person in people}
