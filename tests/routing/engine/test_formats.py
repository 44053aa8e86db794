"""Files: our JSON and its traps, published instances and their published solutions, the command line."""

import json
import os
from pathlib import Path

import pytest

from routing.engine.__main__ import main
from routing.engine.check import check
from routing.engine.errors import ProblemError
from routing.engine.evaluate import evaluate
from routing.engine.formats.files import load_problem
from routing.engine.formats.matrices import write_matrix
from routing.engine.formats.plan_json import read_plan, write_plan
from routing.engine.formats.problem_json import read_problem, write_problem
from routing.engine.formats.solomon import read_solomon
from routing.engine.formats.vrplib import read_routes, read_vrplib
from routing.engine.solve import solve
from tests.routing.engine.worlds import on_a_line, planned, random_problem, stop, van

REALDATA = Path(os.environ.get("REALDATA", Path(__file__).parents[3].parent / "shared" / "data")) / "routing"
needs_data = pytest.mark.skipif(not REALDATA.is_dir(), reason="REALDATA: no routing instances here")


def small():
    return json.loads(write_problem(on_a_line([10, 20], [stop("a", 1, (0, 9_000)), stop("b", 2)], [van()])))


@pytest.mark.parametrize("seed", range(20))
def test_a_problem_survives_writing_and_reading(seed, tmp_path):
    problem = random_problem(seed)
    assert read_problem(write_problem(problem)) == problem
    assert read_problem(write_problem(problem, folder=tmp_path), folder=tmp_path) == problem


def test_a_plan_survives_writing_and_reading():
    plan = solve(random_problem(3, visits=8), work=5)
    assert read_plan(write_plan(plan)) == plan


def test_a_plan_in_json_has_cost_routes_and_unplanned():
    plan = json.loads(write_plan(planned(on_a_line([10], [stop("a", 1)], [van()]), van=["a"])))
    assert plan["cost"] == 2_000
    assert plan["routes"][0]["stops"][0] == {
        "visit": "a",
        "arrival": 1_000,
        "start": 1_000,
        "departure": 1_000,
        "wait": 0,
    }
    assert plan["unplanned"] == []


BAD = [
    (lambda p: p.update(extra=1), "extra: is not a field here"),
    (lambda p: p.pop("loads"), "loads: is missing"),
    (lambda p: p.update(format="x"), "format: must be 'waybill-problem/1'"),
    (lambda p: p["visits"][1].update(service=1.0), r"visits\[1\].service: must be a whole number, not 1.0"),
    (lambda p: p["visits"][1].update(service=True), r"visits\[1\].service: must be a whole number, not True"),
    (
        lambda p: p["visits"][1].update(service=-1),
        r"visits\[1\].service: must be from 0 to 100000000, not -1",
    ),
    (lambda p: p["visits"][1].update(service=10**17), r"visits\[1\].service: must be from 0"),
    (lambda p: p["visits"][1].update(servce=1), r"visits\[1\].servce: is not a field here"),
    (lambda p: p["visits"][1].update(place=3), r"visits\[1\].place: must be from 0 to 2, not 3"),
    (lambda p: p["visits"][1].update(key="a"), r"visits\[1\]: 'a' is there twice \(first at visits\[0\]\)"),
    (lambda p: p["visits"][1].update(key=""), r"visits\[1\].key: is empty"),
    (lambda p: p["visits"][1].update(key="a\nb"), r"visits\[1\].key: has control characters"),
    (lambda p: p["visits"][1].update(key=7), r"visits\[1\]: key must be a text, not 7"),
    (lambda p: p["visits"][1].update(delivery=[1, 2]), r"visits\[1\].delivery: must have 1 numbers"),
    (lambda p: p["visits"][1].update(vehicles=["zeppelin"]), "there is no vehicle 'zeppelin'"),
    (lambda p: p["visits"][1].update(skills=["a", "a"]), r"visits\[1\].skills\[1\]: 'a' is there twice"),
    (lambda p: p["visits"][1].update(priority=10), r"visits\[1\].priority: must be from 0 to 9, not 10"),
    (
        lambda p: p["visits"][0]["windows"][0].update(opens=9_001),
        r"visits\[0\].windows\[0\]: closes \(9000\) before",
    ),
    (
        lambda p: p["visits"][0]["windows"].append({"opens": 5, "closes": 6}),
        r"visits\[0\].windows\[1\]: opens \(5\) before",
    ),
    (lambda p: p["visits"][0].update(windows={}), r"visits\[0\].windows: must be a list"),
    (lambda p: p["visits"].append("c"), r"visits\[2\]: must be an object"),
    (lambda p: p["vehicles"][0].pop("shift"), r"vehicles\[0\].shift: is missing"),
    (
        lambda p: p["vehicles"][0].update(profile="boat"),
        r"vehicles\[0\].profile: there is no travel profile 'boat'",
    ),
    (lambda p: p["vehicles"][0].update(speed_permille=0), r"vehicles\[0\].speed_permille: must be from 10"),
    (
        lambda p: p["vehicles"][0].update(
            breaks=[{"opens": 0, "closes": 9, "duration": 60}, {"opens": 1, "closes": 9, "duration": 60}]
        ),
        r"vehicles\[0\].breaks\[1\]: cannot start by 9: the breaks before it end at 60",
    ),
    (
        lambda p: p["travel"]["van"]["durations"][0].pop(),
        r"travel.van.durations\[0\]: must have 3 numbers, not 2",
    ),
    (
        lambda p: p["travel"]["van"]["durations"][1].__setitem__(0, -5),
        r"travel.van.durations\[1\]\[0\]: must be a whole",
    ),
    (
        lambda p: p["travel"]["van"]["distances"][1].__setitem__(1, 5),
        r"travel.van.distances\[1\]\[1\]: a place is at 0",
    ),
    (lambda p: p["travel"].update(van={"sha256": "../etc"}), r"travel.van.sha256: must be a SHA-256"),
    (
        lambda p: p["travel"].update(van={"sha256": "0" * 64}),
        r"travel.van.sha256: the matrix file 0+….npy cannot be read",
    ),
    (
        lambda p: p.update(locks=[{"vehicle": "van", "prefix": ["x"]}]),
        r"locks\[0\].prefix: there is no visit 'x'",
    ),
    (lambda p: p.update(places=[]), "places: at least 1 needed"),
    (
        lambda p: p.update(places=[{"key": "a", "longitude": 200, "latitude": 1}] * 3),
        r"places\[0\].longitude: must be a",
    ),
    (lambda p: p.update(weights={"time": 1_001}), "weights.time: must be from 0 to 1000, not 1001"),
]


@pytest.mark.parametrize(("spoil", "message"), BAD, ids=[message for _, message in BAD])
def test_what_is_wrong_is_named_with_its_place(spoil, message, tmp_path):
    value = small()
    spoil(value)
    with pytest.raises(ProblemError, match=message):
        read_problem(json.dumps(value), folder=tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": NaN}', "NaN is not a number"),
        ('{"a": -Infinity}', "-Infinity is not a number"),
        ('{"a": 1, "a": 2}', "the field 'a' is there twice in one object"),
        ('{"a": 1234567890123456789}', "the number 123456789012345678… is too large"),
        ("{", "line 1 column 2"),
        ("[" * 100_000, "nested too deeply"),
        ("[]", "must be an object"),
    ],
)
def test_json_traps_are_refused(text, message):
    with pytest.raises(ProblemError, match=message):
        read_problem(text)


def test_costs_that_could_overflow_are_refused():
    value = small()
    value["vehicles"][0]["costs"] = {"fixed": 10**9, "per_hour": 10**7, "per_km": 10**7}
    value["vehicles"][0]["shift"] = {"opens": 0, "closes": 10**8}
    value["visits"][0]["priority"] = 9
    with pytest.raises(ProblemError, match="too large to be summed exactly"):
        read_problem(json.dumps(value))


def test_a_matrix_file_that_was_changed_is_refused(tmp_path):
    problem = on_a_line([10], [stop("a", 1)], [van()])
    text = write_problem(problem, folder=tmp_path)
    other = on_a_line([11], [stop("a", 1)], [van()]).travel["van"]
    digest = write_matrix(other, tmp_path)
    mine = next(path for path in tmp_path.iterdir() if path.stem != digest)
    mine.write_bytes((tmp_path / f"{digest}.npy").read_bytes())
    with pytest.raises(ProblemError, match="content does not match its name"):
        read_problem(text, folder=tmp_path)


SOLOMON = """T1

VEHICLE
NUMBER     CAPACITY
  2         10

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE TIME
    0      0          0          0          0        100          0
    1      1          1          5          0        100          10
    2      3          0          5          2         50          1
"""


def test_solomon_distances_are_cut_off_after_one_decimal():
    problem = read_solomon(SOLOMON)
    assert problem.travel["van"].distances.tolist() == [[0, 14, 30], [14, 0, 22], [30, 22, 0]]
    assert (problem.visits[0].windows, problem.visits[0].service) == ((), 100)
    assert solve(problem, work=5).cost == 66


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("          5          2 ", "          nan          2 ", "line 11: 'nan' is not a number"),
        ("        100          10", "        100", "line 10: must have 7 numbers, not 6"),
        ("  2         10\n", "  0         10\n", "line 5: must be from 1 to 2000 vehicles"),
        ("          5          2 ", "          -5          2 ", r"visits\[1\].delivery\[0\]: must be from 0"),
    ],
)
def test_a_broken_solomon_file_is_refused_with_its_line(before, after, message):
    with pytest.raises(ProblemError, match=message):
        read_solomon(SOLOMON.replace(before, after))


def test_a_vrplib_section_that_is_not_understood_is_refused():
    with pytest.raises(ProblemError, match="line 2: the section TIME_WINDOW_SECTION is not read here"):
        read_vrplib("CAPACITY : 5\nTIME_WINDOW_SECTION\n1 2 3\n")


@pytest.mark.realdata
@needs_data
@pytest.mark.parametrize(
    ("name", "cost"), [("X-n115-k10", 12_747), ("X-n209-k16", 30_656), ("X-n303-k21", 21_736)]
)
def test_a_published_solution_costs_what_its_file_says(name, cost):
    loaded = load_problem(REALDATA / "x" / f"{name}.vrp")
    routes = read_routes((REALDATA / "x" / f"{name}.sol").read_text())
    fleet = {vehicle.key: route for vehicle, route in zip(loaded.problem.vehicles, routes, strict=False)}
    plan = planned(loaded.problem, **fleet)
    assert check(loaded.problem, plan) == []
    assert evaluate(loaded.problem, plan).cost.total == cost


@pytest.mark.realdata
@needs_data
def test_the_best_known_plan_of_c101_is_found():
    loaded = load_problem(REALDATA / "solomon" / "C101.txt")
    plan = solve(loaded.problem, work=1_500)
    assert plan.cost / loaded.scale == 827.3


@pytest.mark.realdata
@needs_data
@pytest.mark.parametrize(
    ("path", "visits", "vehicles", "capacity"),
    [
        ("gh200/r1_2_1.txt", 200, 50, 200),
        ("gh1000/c1_10_1.txt", 1_000, 250, 200),
        ("x/X-n1001-k43.vrp", 1_000, 51, 131),
    ],
)
def test_published_instances_are_read(path, visits, vehicles, capacity):
    problem = load_problem(REALDATA / path).problem
    assert (len(problem.visits), len(problem.vehicles)) == (visits, vehicles)
    assert problem.vehicles[0].capacity == (capacity,)


def test_the_command_line_solves_and_checks(tmp_path, capsys):
    file, out = tmp_path / "problem.json", tmp_path / "plan.json"
    file.write_text(json.dumps(small()))
    assert main(["solve", str(file), "--work", "5", "--out", str(out)]) == 0
    assert main(["check", str(file), str(out)]) == 0
    assert capsys.readouterr().out == "good: cost 4000, 1 routes, 2 stops, 0 left out\n"
    plan = json.loads(out.read_text())
    plan["routes"][0]["stops"][0]["start"] -= 900
    out.write_text(json.dumps(plan))
    assert main(["check", str(file), str(out)]) == 1
    assert "[too_fast]" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff\xfe", "byte 0: is not UTF-8 text"),
        (b"hello", "is neither our JSON nor a Solomon or VRPLIB file"),
        (b"", "is neither our JSON nor a Solomon or VRPLIB file"),
        (b'{"x": NaN}', "NaN is not a number"),
        (b'{"format": "waybill-problem/1"}', "loads: is missing"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(content, message, tmp_path, capsys):
    file = tmp_path / "problem.json"
    file.write_bytes(content)
    assert main(["solve", str(file)]) == 2
    error = capsys.readouterr().err
    assert error == f"{file}: {message}\n"


def test_a_missing_file_and_a_bad_option_exit_with_2(tmp_path, capsys):
    assert main(["solve", str(tmp_path / "none")]) == 2
    assert "cannot be read (No such file or directory)" in capsys.readouterr().err
    with pytest.raises(SystemExit) as stopped:
        main(["solve", "x", "--seconds", "nan"])
    assert stopped.value.code == 2
