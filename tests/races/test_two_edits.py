"""Two dispatchers move different stops to one route at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from core.errors import DomainError
from lastmile.models import RouteEdit
from lastmile.services import moving_stops
from tests.factories import MORNING
from tests.lastmile.board import planned_days


@pytest.mark.django_db(transaction=True)
def test_one_move_is_made_and_the_other_is_told_what_changed():
    day = planned_days.committed(None, orders=8, vans=2)
    orders = [*planned_days.orders(day.first), *planned_days.orders(day.second)]
    moves = []
    for number in (1, 2):
        stop = planned_days.stop(day.first, number)
        moves.append(moving_stops.arrange_move(stops=[stop], target=day.second, at=MORNING))
    together = Barrier(2)

    def drop(arrangement):
        connection.ensure_connection()
        together.wait()
        try:
            moving_stops.move_stops(
                arrangement=arrangement, target=day.second, expected=day.revisions, by=None, at=MORNING
            )
        except DomainError as refusal:
            return refusal.code
        else:
            return "moved"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(drop, moves))

    assert outcomes == ["moved", "route_changed"]
    assert RouteEdit.objects.count() == 1
    standing = [*planned_days.orders(day.first), *planned_days.orders(day.second)]
    assert sorted(standing) == sorted(orders)
    for route in day.routes:
        numbers = list(planned_days.stops(route).values_list("sequence", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
