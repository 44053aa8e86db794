"""Counting a bin while somebody picks from it, and two leads who approve one difference."""

import time
from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection, transaction

from core.errors import DomainError
from tests import factories
from tests.races.test_floor import together
from tests.wms.floors import command, floor
from tests.wms.worlds import MORNING
from wms.models import Count, CountRequest, StockTransaction
from wms.services import count_requests, count_review, counting
from wms.services.counting import Counted, Tally
from wms.states import CountStatus, TransactionKind

pytestmark = pytest.mark.django_db(transaction=True)
LATER = MORNING + timedelta(hours=1)


def counted(site, quantity: int) -> CountRequest:
    """Ten on the books, and two people who counted fewer."""
    (request,) = count_requests.ask_for_count(
        site=site.world.site, place=site.world.bins[0], item=site.world.item, by=None, at=MORNING
    )
    tally = Tally(place="A-01", item=site.world.item.sku, lines=(Counted(quantity=quantity),), seconds=60)
    for name in ("first", "second"):
        by = factories.user(name)
        counting.count(request_id=request.pk, tally=tally, command=command(), by=by, at=LATER)
    return request


def wait_until_somebody_waits(seconds: float = 20) -> None:
    """Until another connection stands at a lock."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    raise AssertionError("nobody came to the lock")


def test_a_pick_that_is_told_while_the_lead_approves_is_not_lost_twice():
    site = floor(stock=10)
    order = site.world.order(2)
    site.release(order)
    request = counted(site, 8)
    answers = []

    def approve():
        try:
            count_review.approve(request_id=request.pk, reason="Lost", by=None, at=LATER)
            answers.append("done")
        except DomainError as refusal:
            answers.append(refusal.code)
        finally:
            connection.close()

    lead = Thread(target=approve)
    with transaction.atomic():
        site.pick(site.picks(order)[0], at=LATER - timedelta(minutes=10))
        lead.start()
        wait_until_somebody_waits()
    lead.join(20)
    assert answers == ["count_disturbed"]
    assert site.world.on_hand(site.world.bins[0]) == 8, "the two were picked, not lost"
    again = count_review.approve(request_id=request.pk, reason="Lost", by=None, at=LATER)
    assert (again.status, again.posting) == (CountStatus.AGREED, None)


@pytest.mark.parametrize("_round", range(3))
def test_two_leads_who_approve_at_once_post_once(_round):
    site = floor(stock=10)
    request = counted(site, 8)
    acts = [lambda: count_review.approve(request_id=request.pk, reason="Lost", by=None, at=LATER)] * 3
    assert together(*acts) == ["done"] * 3
    assert StockTransaction.objects.filter(kind=TransactionKind.COUNT).count() == 1
    assert site.world.on_hand(site.world.bins[0]) == 8


def test_a_person_with_two_scanners_counts_once():
    site = floor(stock=10)
    (request,) = count_requests.ask_for_count(
        site=site.world.site, place=site.world.bins[0], item=site.world.item, by=None, at=MORNING
    )
    person = factories.user("pia")
    tally = Tally(place="A-01", item=site.world.item.sku, lines=(Counted(quantity=3),))

    def count():
        counting.count(request_id=request.pk, tally=tally, command=command(), by=person, at=LATER)

    assert together(count, count) == ["done", "same_counter"]
    assert Count.objects.get().number == 1


@pytest.mark.parametrize("_round", range(3))
def test_picking_and_approving_at_once_leaves_books_that_agree(_round):
    site = floor(stock=10)
    order = site.world.order(2)
    site.release(order)
    request = counted(site, 8)
    pick = site.picks(order)[0]
    acts = [
        lambda: site.pick(pick, at=LATER + timedelta(minutes=1)),
        lambda: count_review.approve(request_id=request.pk, reason="Lost", by=None, at=LATER),
    ]
    assert together(*acts) == ["done", "done"]
    assert site.world.on_hand(site.world.bins[0]) == 6
