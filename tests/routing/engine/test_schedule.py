"""Times of a route: nobody leaves at the opening of the shift to wait at the first door."""

import itertools
import random

from routing.engine.network import Network
from routing.engine.problem import Break, TimeWindow
from routing.engine.schedule import strict_timing
from tests.routing.engine.worlds import on_a_line, random_problem, stop, van


def timing_of(problem, *keys):
    net = Network(problem)
    return strict_timing(net, net.cars[0], [net.visit_index[key] for key in keys])


def test_the_driver_leaves_as_late_as_the_first_window_allows():
    timing = timing_of(on_a_line([10], [stop("a", 1, (5_000, 6_000))], [van()]), "a")
    assert (timing.departure, timing.starts, timing.waits) == (4_000, [5_000], [0])


def test_waiting_that_cannot_be_avoided_is_shown():
    problem = on_a_line([10, 20], [stop("a", 1, (0, 1_500)), stop("b", 2, (5_000, 6_000))], [van()])
    timing = timing_of(problem, "a", "b")
    assert (timing.departure, timing.starts, timing.waits) == (500, [1_500, 5_000], [0, 2_500])


def test_the_later_of_two_windows_is_taken_when_the_day_is_shorter():
    visits = [stop("a", 1, (1_000, 1_100), (6_000, 6_100)), stop("b", 2, (7_000, 7_200))]
    timing = timing_of(on_a_line([10, 20], visits, [van()]), "a", "b")
    assert timing.starts == [6_000, 7_000]
    assert timing.seconds == 4_000


def test_a_break_fills_the_waiting_time():
    visits = [stop("a", 1, (0, 1_000)), stop("b", 2, (4_000, 5_000))]
    problem = on_a_line([10, 20], visits, [van(breaks=(Break(1_500, 3_000, 900),))])
    timing = timing_of(problem, "a", "b")
    assert timing.seconds == 6_000
    assert [end - start for _, start, end, _ in timing.rests] == [900]
    assert timing.waits == [0, 1_100]


def test_a_break_may_interrupt_a_leg():
    problem = on_a_line(
        [10], [stop("a", 1)], [van(breaks=(Break(400, 500, 300),), shift=TimeWindow(0, 2_400))]
    )
    timing = timing_of(problem, "a")
    assert timing.rests == [(0, 400, 700, 0)]
    assert timing.arrivals == [1_300]


def test_a_break_outside_of_the_route_costs_nothing():
    problem = on_a_line([10], [stop("a", 1)], [van(breaks=(Break(2_000, 9_000, 1_800),))])
    timing = timing_of(problem, "a")
    assert (timing.rests, timing.seconds) == ([], 2_000)


def test_the_shortest_day_is_found_for_any_windows_and_breaks():
    """Against trying every departure second by second."""
    compared = 0
    for seed in range(400):
        problem = random_problem(seed, visits=3, vehicles=1)
        net = Network(problem)
        car = net.cars[0]
        order = list(range(3))
        random.Random(seed).shuffle(order)
        timing = strict_timing(net, car, order)
        spans = [
            end - start
            for start in range(car.opens, min(car.closes, car.opens + 4_000), 50)
            if (end := end_of(net, car, order, start)) is not None
        ]
        if timing is None:
            assert spans == []
        elif spans:
            compared += 1
            assert timing.seconds <= min(spans)
    assert compared > 30


def end_of(net, car, order, start):
    """Earliest end when leaving exactly at `start`, trying every way to spread the breaks over the legs."""
    breaks = car.rests.breaks
    ends = []
    for cuts in itertools.combinations_with_replacement(range(len(order) + 3), len(breaks)):
        end = end_with(net, car, order, start, cuts)
        if end is not None:
            ends.append(end)
    return min(ends, default=None)


def end_with(net, car, order, start, cuts):
    """`cuts[i]` is where break i goes: 0 before the route, 1 on the first leg, …, the last after it."""
    clock, before = start, 0
    for rest, cut in zip(car.rests.breaks, cuts, strict=True):
        if cut == 0:
            begins = max(before, rest.opens)
            before = begins + rest.duration
            if begins > rest.closes or before > start:
                return None
    places = [car.start, *(net.place[visit] for visit in order), car.end]
    for leg, (here, there) in enumerate(itertools.pairwise(places), start=1):
        clock += car.seconds[here][there]
        floor = clock - car.seconds[here][there]
        for rest, cut in zip(car.rests.breaks, cuts, strict=True):
            if cut == leg:
                floor = max(floor, rest.opens)
                if floor > rest.closes:
                    return None
                floor += rest.duration
                clock += rest.duration
        clock = max(clock, floor)
        if leg <= len(order):
            windows = net.windows[order[leg - 1]]
            later = [max(clock, opens) for opens, closes in windows if clock <= closes]
            if windows and not later:
                return None
            clock = (min(later) if windows else clock) + net.service[order[leg - 1]]
    after = clock
    for rest, cut in zip(car.rests.breaks, cuts, strict=True):
        if cut == len(order) + 2:
            begins = max(after, rest.opens)
            if begins > rest.closes:
                return None
            after = begins + rest.duration
    return clock if clock <= car.closes else None
