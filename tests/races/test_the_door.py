"""Two phones, one door: whatever the order in which they are heard, the goods move once."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from core.errors import DomainError
from lastmile.models import DeliveryAttempt, StopTask
from lastmile.services.delivering import deliver, fail
from lastmile.services.undoing import undo
from lastmile.states import FailureReason
from tests.lastmile.doors import ENOUGH, OTHER_PHONE, PHONE, Road, act, on_the_road
from wms.models import StockTransaction

ROUNDS = 6
pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Callable[[], object]) -> list[str]:
    """Each in its own thread and connection, started at one moment; how each ended."""
    start = Barrier(len(acts))

    def run(one: Callable[[], object]) -> str:
        try:
            connection.ensure_connection()
            start.wait(20)
            one()
        except DomainError as refusal:
            return refusal.code
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def _task(road: Road) -> StopTask:
    return StopTask.objects.select_related("stop__trip").get(pk=road.task().pk)


def _postings() -> Counter[str]:
    kinds = StockTransaction.objects.filter(kind__in=["DELIVER", "REVERSAL"])
    return Counter(kinds.values_list("kind", flat=True))


def test_one_command_sent_fifty_times_delivers_once():
    road = on_the_road((3,))
    task, command = _task(road), act()

    ends = together(*[lambda: deliver(task=task, act=command, evidence=ENOUGH)] * 50)

    assert set(ends) <= {"done", "busy"}
    assert "done" in ends
    assert (road.on_van(), road.with_customers(), DeliveryAttempt.objects.count()) == (0, 3, 1)
    assert _postings() == {"DELIVER": 1}


def test_delivered_beats_failed_whichever_is_heard_first():
    for _round in range(ROUNDS):
        road = on_the_road((3,))
        task = _task(road)

        ends = together(
            lambda t=task: deliver(task=t, act=act(device=PHONE), evidence=ENOUGH),
            lambda t=task: fail(
                task=t, act=act(1, device=OTHER_PHONE), reason=FailureReason.NOT_HOME, evidence=ENOUGH
            ),
        )

        assert ends == ["done", "done"]
        delivery = road.deliveries[0]
        delivery.refresh_from_db()
        assert (delivery.status, road.task().status, road.task().stop.status) == ("DELIVERED", "DONE", "DONE")
        assert sorted(delivery.attempts.values_list("outcome", flat=True)) == ["DELIVERED", "FAILED"]
        assert (road.on_van(), road.with_customers()) == (0, 3)


def test_an_undo_against_a_second_phone_that_delivers_leaves_the_goods_with_the_customer():
    for _round in range(ROUNDS):
        road = on_the_road((3,))
        task = _task(road)
        first = deliver(task=task, act=act(device=PHONE), evidence=ENOUGH).attempt

        ends = together(
            lambda a=first: undo(attempt=a, act=act(1, device=PHONE)),
            lambda t=task: deliver(task=t, act=act(1, device=OTHER_PHONE), evidence=ENOUGH),
        )

        assert ends == ["done", "done"]
        road.deliveries[0].refresh_from_db()
        assert (road.deliveries[0].status, road.task().status) == ("DELIVERED", "DONE")
        standing = DeliveryAttempt.objects.get(delivery=road.deliveries[0], undone_at=None)
        assert (standing.device, standing.confirms) == (OTHER_PHONE, None)
        assert (road.on_van(), road.with_customers()) == (0, 3)


def test_two_phones_that_deliver_at_once_move_the_goods_once():
    for _round in range(ROUNDS):
        road = on_the_road((3,))
        task = _task(road)

        ends = together(
            lambda t=task: deliver(task=t, act=act(device=PHONE), evidence=ENOUGH),
            lambda t=task: deliver(task=t, act=act(device=OTHER_PHONE), evidence=ENOUGH),
        )

        assert ends == ["done", "done"]
        assert DeliveryAttempt.objects.filter(delivery=road.deliveries[0], confirms=None).count() == 1
        assert (road.on_van(), road.with_customers()) == (0, 3)
