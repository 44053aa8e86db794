"""Solomon and Gehring-Homberger text files (VRPTW), by the DIMACS rule.

Distances and travel times are Euclidean x 10, cut off; service and windows are x 10. Costs are therefore ten
times those of the published tables (`SCALE`).
"""

from routing.engine.errors import ProblemError
from routing.engine.formats.benchmark import Customer, distance_problem, euclid, number, whole
from routing.engine.problem import Problem

SCALE = 10
COLUMNS = 7
MAX_FLEET = 2_000


def read_solomon(text: str) -> Problem:
    """The instance in `text`; ProblemError names the line of what is wrong."""
    lines = text.splitlines()
    name = next((line.strip() for line in lines if line.strip()), "")
    fleet: tuple[int, int] | None = None
    rows, points = [], []
    for at, line in enumerate(lines, start=1):
        words = line.split()
        if not words or not _numeric(words[0]):
            continue
        if fleet is None:
            fleet = _fleet(words, f"line {at}")
        else:
            rows.append(_customer(words, f"line {at}"))
            points.append((number(words[1], f"line {at}"), number(words[2], f"line {at}")))
    if fleet is None or not rows:
        raise ProblemError.at("", "this is no Solomon file: it has no vehicles or no customers")
    matrix = euclid(points, factor=SCALE, nearest=False)
    return distance_problem(name[:200], matrix, rows, fleet[1], fleet[0])


def looks_like_solomon(text: str) -> bool:
    """Does the file have the headings of the family?"""
    head = text[:2_000].upper()
    return "VEHICLE" in head and "CUST" in head and "CAPACITY" in head


def _numeric(word: str) -> bool:
    return word.lstrip("+-").replace(".", "", 1).isdigit() or word.lower() in {"nan", "inf", "-inf"}


def _fleet(words: list[str], place: str) -> tuple[int, int]:
    if len(words) != 2:  # noqa: PLR2004 - number and capacity
        raise ProblemError.at(place, "must be the number of vehicles and their capacity")
    vehicles, capacity = whole(words[0], place), whole(words[1], place)
    if not 0 < vehicles <= MAX_FLEET:
        raise ProblemError.at(place, f"must be from 1 to {MAX_FLEET} vehicles")
    return vehicles, capacity


def _customer(words: list[str], place: str) -> Customer:
    if len(words) != COLUMNS:
        raise ProblemError.at(place, f"must have {COLUMNS} numbers, not {len(words)}")
    demand = whole(words[3], place)
    opens, closes, service = (whole(word, place, SCALE) for word in words[4:])
    return Customer(str(whole(words[0], place)), demand, opens, closes, service)
