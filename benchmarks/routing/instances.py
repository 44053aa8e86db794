"""The instances of a run and what is known about them."""

import csv
import os
from pathlib import Path

import numpy as np

from routing.engine.formats.files import load_problem
from routing.engine.problem import Costs, Place, Problem, TimeWindow, Travel, Vehicle, Visit

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("REALDATA", ROOT.parent / "shared" / "data")) / "routing"
SMALL = ("solomon/R112.txt", "solomon/RC207.txt", "gh200/r1_2_4.txt", "x/X-n209-k16.vrp", "city-300-8")
FULL = (
    *("solomon/R112.txt", "solomon/R208.txt", "solomon/RC107.txt", "solomon/RC207.txt", "solomon/C204.txt"),
    *("gh200/r1_2_4.txt", "gh200/rc2_2_1.txt", "gh400/r1_4_2.txt", "gh1000/r1_10_1.txt"),
    *("x/X-n209-k16.vrp", "x/X-n303-k21.vrp", "x/X-n513-k21.vrp", "x/X-n1001-k43.vrp"),
    *("city-300-8", "city-600-16"),
)
ANYWHERE = 0.25  # share of stops outside of the clusters
ALL_DAY, FIVE_HOURS, FOUR_HOURS = 0.4, 0.7, 0.9  # cumulated shares of windows; the rest has two hours
SAMPLES = {"small": SMALL, "full": FULL}


def load(name: str) -> tuple[Problem, int]:
    """The problem and the scale of its costs; `city-300-8` is 300 stops and 8 vans of our generator."""
    if name.startswith("city-"):
        _, stops, vans = name.split("-")
        return city(int(stops), int(vans)), 1
    loaded = load_problem(DATA / name)
    return loaded.problem, loaded.scale


def best_known() -> dict[str, float]:
    """Best known distance by instance name, in the convention of bks.csv."""
    path = DATA / "bks.csv"
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8") as file:
        return {
            row["instance"].upper(): float(row["cost"])
            for row in csv.DictReader(file)
            if row["objective"] == "distance"
        }


def city(stops: int, vans: int, seed: int = 1) -> Problem:
    """A day in a city: clusters, asymmetric legs, windows, three loads; money for vans, hours and kilometres.

    The recipe is `gen_city` of the routing study, with a depot 3 km off the centre.
    """
    dice = np.random.default_rng(seed)
    points = np.vstack([[18_000, 13_000], _points(dice, stops, 30_000)])
    apart = np.sqrt(((points[:, None] - points[None]) ** 2).sum(-1)) * 1.35
    speed = np.interp(apart, [0, 2_000, 12_000, 60_000], [5, 6.5, 11, 14])
    seconds = np.ceil((apart / speed + 15) * dice.uniform(0.95, 1.05, apart.shape)).astype(np.int32)
    np.fill_diagonal(seconds, 0)
    visits = tuple(_visit(dice, at) for at in range(1, stops + 1))
    fleet = tuple(
        Vehicle(
            f"van {at}", 0, 0, TimeWindow(0, 36_000), (800_000, 3_200_000, 160), costs=Costs(5_000, 3_000, 40)
        )
        for at in range(1, vans + 1)
    )
    places = tuple(Place(str(at)) for at in range(stops + 1))
    travel = {"van": Travel(seconds, apart.round().astype(np.int32))}
    return Problem(
        ("grams", "millilitres", "units"), places, travel, visits, fleet, name=f"city-{stops}-{vans}"
    )


def _points(dice: np.random.Generator, stops: int, side: int) -> np.ndarray:
    clusters = max(8, stops // 60)
    weights = 1 / np.arange(1, clusters + 1) ** 0.7
    centres = np.clip(dice.normal(side / 2, side / 5, (clusters, 2)), 500, side - 500)
    spread = dice.uniform(600, 2_000, clusters)
    of = dice.choice(clusters, stops, p=weights / weights.sum())
    points = centres[of] + dice.normal(0, 1, (stops, 2)) * spread[of, None]
    anywhere = dice.random(stops) < ANYWHERE
    points[anywhere] = dice.uniform(0, side, (int(anywhere.sum()), 2))
    return np.clip(points, 0, side)


def _visit(dice: np.random.Generator, at: int) -> Visit:
    share = dice.random()
    windows = ()
    if share >= ALL_DAY:
        width = 18_000 if share < FIVE_HOURS else 14_400 if share < FOUR_HOURS else 7_200
        opens = int(dice.integers(0, (36_000 - width) // 1_800 + 1)) * 1_800
        windows = (TimeWindow(opens, opens + width),)
    units = int(min(dice.geometric(0.5), 12))
    return Visit(str(at), at, windows, int(dice.integers(90, 241)), (units * 5_000, units * 20_000, units))
