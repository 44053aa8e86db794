"""`python -m routing.engine solve FILE` and `check FILE PLAN`: replay any run by hand.

FILE is our JSON, a Solomon or a VRPLIB file. Exit 0: done, or the plan is good; 1: the plan is refused, or
nothing can be planned; 2: the input or the call is wrong, with one line per fault that names its place.
"""

import argparse
import math
import sys
from collections.abc import Sequence
from pathlib import Path

from routing.engine.check import check
from routing.engine.errors import EngineError, ProblemError
from routing.engine.evaluate import evaluate
from routing.engine.formats.files import load_problem, read_text
from routing.engine.formats.plan_json import read_plan, write_plan
from routing.engine.solve import Progress, solve

LONGEST = 86_400


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the answer is the exit code."""
    options = _parser().parse_args(arguments)
    run = _solve if options.command == "solve" else _check
    try:
        return run(options)
    except ProblemError as error:
        for issue in error.issues:
            sys.stderr.write(f"{options.now_reading}: {issue}\n")
        return 2
    except EngineError as error:
        sys.stderr.write(f"{options.file}: {error} [{error.code}]\n")
        return 1


def _solve(options: argparse.Namespace) -> int:
    options.now_reading = options.file
    loaded = load_problem(options.file)
    if options.out and not options.out.resolve().parent.is_dir():
        sys.stderr.write(f"{options.out}: there is no such folder\n")
        return 2

    def tell(progress: Progress) -> None:
        left = len(progress.plan.unplanned)
        cost = progress.plan.cost / loaded.scale if loaded.scale > 1 else progress.plan.cost
        sys.stderr.write(f"{progress.seconds:7.1f} s  cost {cost}  left out {left}\n")

    plan = solve(
        loaded.problem,
        seconds=options.seconds,
        seed=options.seed,
        work=options.work,
        on_progress=tell if options.verbose else None,
    )
    text = write_plan(plan, scale=loaded.scale) + "\n"
    if options.out:
        options.out.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    return 0


def _check(options: argparse.Namespace) -> int:
    options.now_reading = options.file
    loaded = load_problem(options.file)
    options.now_reading = options.plan
    plan = read_plan(read_text(options.plan))
    faults = check(loaded.problem, plan)
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    if faults:
        return 1
    cost = evaluate(loaded.problem, plan).cost.total
    stops, left = sum(len(route.stops) for route in plan.routes), len(plan.unplanned)
    shown = cost / loaded.scale if loaded.scale > 1 else cost
    sys.stdout.write(f"good: cost {shown}, {len(plan.routes)} routes, {stops} stops, {left} left out\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m routing.engine", description="Plan routes, judge plans.")
    commands = parser.add_subparsers(dest="command", required=True)
    solving = commands.add_parser("solve", help="plan the problem in FILE")
    solving.add_argument("file", type=Path)
    solving.add_argument("--seconds", type=_seconds, default=10.0, help="time to search (default 10)")
    solving.add_argument("--seed", type=_whole, default=1, help="of the random choices (default 1)")
    solving.add_argument("--work", type=_whole, help="stop after so much work: the same plan every time")
    solving.add_argument("--out", type=Path, help="where the plan goes (default: standard output)")
    solving.add_argument("--verbose", action="store_true", help="tell of every better plan")
    checking = commands.add_parser("check", help="judge the plan in PLAN for the problem in FILE")
    checking.add_argument("file", type=Path)
    checking.add_argument("plan", type=Path)
    return parser


def _seconds(text: str) -> float:
    value = float(text)
    if not math.isfinite(value) or not 0 <= value <= LONGEST:
        raise argparse.ArgumentTypeError(f"must be from 0 to {LONGEST} seconds")
    return value


def _whole(text: str) -> int:
    value = int(text)
    if not 0 <= value < 1 << 31:
        raise argparse.ArgumentTypeError("must be a whole number from 0 to 2147483647")
    return value


if __name__ == "__main__":
    sys.exit(main())
