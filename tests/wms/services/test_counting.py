"""Counting bins: blind, twice where much is missing, decided by the lead, posted and taken back."""

from datetime import timedelta

import pytest

from core.errors import BadInputError
from core.models import PublicEvent
from tests import factories
from tests.wms import worlds
from tests.wms.floors import command, floor
from tests.wms.worlds import MORNING
from wms.errors import (
    CountDisturbedError,
    CountOverError,
    NotReversibleError,
    SameCounterError,
    SerialElsewhereError,
    WrongItemError,
    WrongPlaceError,
)
from wms.models import Allocation, Count, CountRequest, Pick, PromiseBucket, StockTransaction
from wms.services import count_requests, count_review, counting, shorting
from wms.services.counting import Counted, Tally
from wms.states import CountReason, CountStatus, PickStatus, StockStatus, TransactionKind

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(hours=1)
NOON = MORNING + timedelta(hours=4)


@pytest.fixture
def people(db):
    return [factories.user(f"counter-{n}") for n in range(3)]


def asked(site, place=None, item=None) -> CountRequest:
    """The lead asks for a count of the first bin."""
    world = site.world
    (request,) = count_requests.ask_for_count(
        site=world.site, place=place or world.bins[0], item=item or world.item, by=None, at=MORNING
    )
    return request


def count(request, *lines, by, at=LATER, seconds=60, **facts) -> CountRequest:
    """Somebody counts so many, or lines of a lot or numbers each."""
    made = tuple(Counted(quantity=line) if isinstance(line, int) else line for line in lines)
    facts = {"place": request.location.code, "item": request.item.sku} | facts
    tally = Tally(lines=made, seconds=seconds, **facts)
    return counting.count(request_id=request.pk, tally=tally, command=command(), by=by, at=at)


def approve(request, by=None, reason="Dropped and thrown away") -> CountRequest:
    return count_review.approve(request_id=request.pk, reason=reason, by=by, at=NOON)


def test_who_counts_what_the_books_say_ends_it_and_the_bin_is_used_again(people):
    site = floor(stock=5)
    first, second = site.world.order(2), site.world.order(2)
    site.release(first)
    shorting.short_pick(pick_id=site.picks(first)[0].pk, by=people[0], at=MORNING)
    request = CountRequest.objects.get()
    assert (request.status, request.reason) == (CountStatus.TO_COUNT, CountReason.SHORT_PICK)
    assert site.release(second).short, "nobody is sent there yet"
    done = count(request, 5, by=people[1])
    assert (done.status, done.closed_at) == (CountStatus.AGREED, LATER)
    third = site.world.order(1)
    assert not site.release(third).short
    assert not StockTransaction.objects.filter(kind=TransactionKind.COUNT).exists()
    types = PublicEvent.objects.filter(subject_id=request.public_id).values_list("type", flat=True)
    assert list(types) == ["count.asked", "count.counted"]


def test_a_large_difference_is_counted_again_by_somebody_else_and_decided_by_the_lead(people):
    site = floor(stock=10, value_minor=250)
    request = asked(site)
    assert count(request, 7, by=people[0]).status == CountStatus.TO_RECOUNT
    with pytest.raises(SameCounterError, match="Somebody else"):
        count(request, 7, by=people[0])
    assert Count.objects.count() == 1
    assert count(request, 7, by=people[1]).status == CountStatus.TO_APPROVE
    with pytest.raises(CountOverError):
        count(request, 7, by=people[2])
    review = count_review.review_of(request=request)
    assert (review.expected, review.counted, review.change, review.value_minor) == (10, 7, -3, -750)
    assert site.world.on_hand(site.world.bins[0]) == 10, "only the lead's yes changes the books"
    done = approve(request, by=people[2])
    assert (done.status, done.note, done.decided_by) == ("ADJUSTED", "Dropped and thrown away", people[2])
    assert site.world.on_hand(site.world.bins[0]) == 7
    posted = StockTransaction.objects.get(kind=TransactionKind.COUNT)
    assert (posted.effective_at, posted.reason) == (LATER, "Dropped and thrown away")
    assert approve(request).posting == posted, "the same again changes nothing"
    assert StockTransaction.objects.filter(kind=TransactionKind.COUNT).count() == 1


def test_a_small_difference_goes_to_the_lead_at_once(people):
    site = floor(stock=100)
    request = asked(site)
    assert count(request, 98, by=people[0]).status == CountStatus.TO_APPROVE
    assert site.world.on_hand(site.world.bins[0]) == 100


def test_a_second_count_that_finds_everything_ends_it(people):
    site = floor(stock=10)
    request = asked(site)
    count(request, 4, by=people[0])
    assert count(request, 10, by=people[1]).status == CountStatus.AGREED


def test_an_empty_bin_is_counted_as_nothing_and_claims_yield(people):
    site = floor(stock=3)
    order = site.world.order(3)
    site.release(order)
    request = asked(site)
    count(request, by=people[0])
    count(request, by=people[1])
    approve(request)
    assert site.world.on_hand(site.world.bins[0]) == 0
    assert Pick.objects.get().status == PickStatus.SHORT
    assert not Allocation.objects.filter(status="OPEN").exists()
    assert order.lines.get().backorders.get().quantity == 3
    bucket = PromiseBucket.objects.get(item=site.world.item)
    assert (bucket.capacity, bucket.promised) == (0, 0)


def test_more_than_the_books_say_is_promised_to_who_waits(people):
    site = floor(stock=3)
    site.world.order(5)
    request = asked(site)
    count(request, 5, by=people[0])
    count(request, 5, by=people[1])
    approve(request, reason="Found behind the shelf")
    bucket = PromiseBucket.objects.get(item=site.world.item)
    assert (bucket.capacity, bucket.promised) == (5, 5)


def test_what_moves_after_the_count_does_not_change_what_was_wrong(people):
    site = floor(stock=10)
    order = site.world.order(2)
    site.release(order)
    request = asked(site)
    count(request, 8, by=people[0])
    count(request, 8, by=people[1], at=LATER + timedelta(minutes=5))
    site.pick(site.picks(order)[0], at=LATER + timedelta(minutes=9))
    assert site.world.on_hand(site.world.bins[0]) == 8
    approve(request)
    assert site.world.on_hand(site.world.bins[0]) == 6


def test_a_pick_from_before_the_count_that_is_told_late_explains_the_difference(people):
    site = floor(stock=10)
    order = site.world.order(2)
    site.release(order)
    request = asked(site)
    count(request, 8, by=people[0])
    count(request, 8, by=people[1])
    site.pick(site.picks(order)[0], at=LATER - timedelta(minutes=10))
    done = approve(request)
    assert (done.status, done.posting) == (CountStatus.AGREED, None)
    assert site.world.on_hand(site.world.bins[0]) == 8


def test_a_count_during_which_somebody_picked_is_not_taken(people):
    site = floor(stock=10)
    order = site.world.order(2)
    site.release(order)
    request = asked(site)
    site.pick(site.picks(order)[0], at=LATER - timedelta(seconds=30))
    with pytest.raises(CountDisturbedError, match="Count it once more"):
        count(request, 8, by=people[0])
    request.refresh_from_db()
    assert (request.status, Count.objects.count()) == (CountStatus.TO_COUNT, 0)
    assert count(request, 8, by=people[0], seconds=10).status == CountStatus.AGREED


def test_a_pick_during_the_count_that_is_told_late_sends_it_back(people):
    site = floor(stock=10)
    order = site.world.order(2)
    site.release(order)
    request = asked(site)
    count(request, 9, by=people[0], seconds=0)
    count(request, 9, by=people[1], at=LATER + timedelta(minutes=5))
    site.pick(site.picks(order)[0], at=LATER + timedelta(minutes=4, seconds=30))
    with pytest.raises(CountDisturbedError):
        approve(request)
    assert site.world.on_hand(site.world.bins[0]) == 8
    again = count_review.count_again(request_id=request.pk, by=None, at=NOON)
    assert again.status == CountStatus.TO_RECOUNT
    assert count(request, 8, by=people[0], at=NOON).status == CountStatus.AGREED


def test_the_lead_leaves_the_books_as_they_are(people):
    site = floor(stock=100)
    request = asked(site)
    count(request, 99, by=people[0])
    done = count_review.reject(request_id=request.pk, reason="It lies in the wrong bin", by=None, at=NOON)
    assert (done.status, done.note) == (CountStatus.REJECTED, "It lies in the wrong bin")
    assert site.world.on_hand(site.world.bins[0]) == 100
    with pytest.raises(CountOverError):
        approve(request)


def test_an_adjustment_needs_a_reason(people):
    site = floor(stock=100)
    request = asked(site)
    count(request, 99, by=people[0])
    with pytest.raises(BadInputError, match="Say why"):
        approve(request, reason="  ")
    request.refresh_from_db()
    assert request.status == CountStatus.TO_APPROVE
    assert site.world.on_hand(site.world.bins[0]) == 100


def test_an_adjustment_is_taken_back_and_the_bin_counted_again(people):
    site = floor(stock=100)
    request = asked(site)
    with pytest.raises(NotReversibleError):
        count_review.undo(request_id=request.pk, by=None, at=NOON)
    count(request, 99, by=people[0])
    approve(request)
    for _twice in range(2):
        count_review.undo(request_id=request.pk, by=None, at=NOON)
    assert site.world.on_hand(site.world.bins[0]) == 100
    assert StockTransaction.objects.filter(kind=TransactionKind.REVERSAL).count() == 1
    open_one = CountRequest.objects.open().get()
    assert (open_one.reason, open_one.status) == (CountReason.UNDONE, CountStatus.TO_COUNT)


def test_lots_are_counted_apart_whatever_their_state(people):
    site = floor(stock=0, tracking="LOT", sku="MILK")
    world = site.world
    old, new = worlds.lot(world.item), worlds.lot(world.item)
    world.receive(5, lot=old)
    world.receive(5, lot=new)
    world.post(world.leg(2, world.bins[0], world.bins[0], lot=old, to_status=StockStatus.DAMAGED))
    request = asked(site)
    lines = Counted(quantity=2, lot=old.code), Counted(quantity=6, lot=new.code)
    count(request, *lines, by=people[0])
    count(request, *lines, by=people[1])
    approve(request)
    assert world.on_hand(world.bins[0], StockStatus.DAMAGED) == 2, "what may be sold is missing first"
    assert world.on_hand(world.bins[0]) == 6
    with pytest.raises(BadInputError, match="name one"):
        count(asked(site), 3, by=people[0])


def test_numbered_pieces_are_counted_by_their_numbers(people):
    site = floor(stock=0, tracking="SERIAL", sku="DRILL")
    world = site.world
    world.receive(3, serials=("N1", "N2", "N3"))
    world.receive(1, world.bins[1], serials=("N9",))
    request = asked(site)
    found = Counted(quantity=3, serials=("N1", "N3", "N4"))
    count(request, found, by=people[0])
    count(request, found, by=people[1])
    approve(request)
    numbers = world.item.serials.filter(balance__location=world.bins[0]).values_list("number", flat=True)
    assert sorted(numbers) == ["N1", "N3", "N4"]
    other = asked(site)
    found = Counted(quantity=4, serials=("N1", "N3", "N4", "N9"))
    count(other, found, by=people[0], at=NOON)
    count(other, found, by=people[1], at=NOON)
    with pytest.raises(SerialElsewhereError):
        approve(other)
    other.refresh_from_db()
    assert other.status == CountStatus.TO_APPROVE


def test_wrong_scans_are_told_and_nothing_is_taken(people):
    site = floor(stock=5)
    request = asked(site)
    other = worlds.item()
    with pytest.raises(WrongPlaceError):
        count(request, 5, by=people[0], place="A-02")
    with pytest.raises(WrongItemError):
        count(request, 5, by=people[0], item=other.sku)
    assert Count.objects.count() == 0


def test_the_same_command_counts_once(people):
    site = floor(stock=5)
    request = asked(site)
    tally = Tally(place="A-01", item=request.item.sku, lines=(Counted(quantity=3),))
    for _twice in range(2):
        counting.count(request_id=request.pk, tally=tally, command="once", by=people[0], at=LATER)
    assert Count.objects.get().number == 1


def test_a_lead_asks_for_a_bin_or_an_item_and_takes_it_back(people):
    site = floor(stock=5)
    world = site.world
    other = worlds.item()
    world.receive(4, world.bins[0], item=other)
    world.receive(4, world.bins[1], item=other)
    facts = {"site": world.site, "by": None, "at": MORNING}
    assert len(count_requests.ask_for_count(place=world.bins[0], **facts)) == 2
    assert len(count_requests.ask_for_count(item=other, **facts)) == 2
    assert CountRequest.objects.count() == 3, "what is asked for already stays"
    with pytest.raises(BadInputError, match="Name a bin"):
        count_requests.ask_for_count(**facts)
    with pytest.raises(BadInputError, match="not a bin"):
        count_requests.ask_for_count(place=site.lane, **facts)
    with pytest.raises(BadInputError, match="nothing there"):
        count_requests.ask_for_count(item=worlds.item(), **facts)
    request = CountRequest.objects.order_by("pk").first()
    assert count_requests.withdraw(request_id=request.pk, by=None, at=NOON).status == CountStatus.WITHDRAWN
    with pytest.raises(CountOverError):
        count_requests.withdraw(request_id=request.pk, by=None, at=NOON)
