"""Runs every engine on every instance of a sample and prints the gaps; our checker judges every plan."""

import argparse
import importlib.util
import json
import subprocess
import sys
from pathlib import Path

from benchmarks.routing.instances import DATA, ROOT, SAMPLES, best_known, load
from routing.engine.check import check
from routing.engine.evaluate import assemble
from routing.engine.network import Network
from routing.engine.plan import Unplanned
from routing.engine.reasons import reason

RESULTS = ROOT / ".var" / "benchmarks"
NEEDS = {"ours": "ortools", "ortools": "ortools", "pyvrp": "pyvrp", "vroom": "vroom"}


def main() -> int:
    """Print the table and keep it as JSON and Markdown; 1 when a plan was refused."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.routing")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--sample", choices=sorted(SAMPLES), default="small")
    options = parser.parse_args()
    engines = [name for name, module in NEEDS.items() if importlib.util.find_spec(module)]
    known, rows = best_known(), []
    for name in SAMPLES[options.sample]:
        if not name.startswith("city-") and not (DATA / name).is_file():
            print(f"{name}: not here (REALDATA)")
            continue
        found = [measured(engine, name, options.seconds) for engine in engines]
        best = known.get(Path(name).stem.upper())
        rows.append({"instance": name, "best_known": best, "found": found})
        print(line_of(rows[-1]), flush=True)
    keep(rows, options)
    return 1 if any(one["fault"] for row in rows for one in row["found"]) else 0


def measured(engine: str, name: str, seconds: float) -> dict:
    """One engine in a process of its own; the cost is our evaluator's, the judgement our checker's."""
    command = [sys.executable, "-m", "benchmarks.routing.worker", engine, name, str(seconds)]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=seconds * 30 + 60, cwd=ROOT, check=True
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        return {
            "engine": engine,
            "fault": type(error).__name__,
            "cost": None,
            "cpu": None,
            "wall": None,
            "left": None,
        }
    result = json.loads(done.stdout.splitlines()[-1])
    problem, scale = load(name)
    routes = dict(enumerate(result["routes"]))
    there = {visit for route in result["routes"] for visit in route}
    missing = [visit.key for at, visit in enumerate(problem.visits) if at not in there]
    plan = assemble(Network(problem), routes, [Unplanned(key, reason("not_placed_yet")) for key in missing])
    faults = check(problem, plan)
    figures = {"cpu": round(result["cpu"], 1), "wall": round(result["wall"], 1), "left": len(missing)}
    return {"engine": engine, "fault": str(faults[0]) if faults else "", "cost": plan.cost / scale, **figures}


def line_of(row: dict) -> str:
    """One line of the table: gap to the best known, or to the best of this run, per engine."""
    good = [one["cost"] for one in row["found"] if not one["fault"] and not one["left"]]
    base = row["best_known"] or min(good, default=None)
    cells = []
    for one in row["found"]:
        if one["fault"] or one["left"] or base is None:
            cells.append(f"{one['engine']}: {one['fault'] or str(one['left']) + ' left out'}")
        else:
            gap = 100 * (one["cost"] - base) / base
            cells.append(
                f"{one['engine']} {one['cost']:.10g} ({gap:+.2f} %, {one['cpu']} s cpu, {one['wall']} s wall)"
            )
    known = f"best known {row['best_known']:.10g}" if row["best_known"] else "best of this run = 0"
    return f"{row['instance']:<20} {known} | " + " | ".join(cells)


def keep(rows: list[dict], options: argparse.Namespace) -> None:
    """The results as files that git does not see."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    stem = RESULTS / f"routing-{options.sample}-{options.seconds:g}s"
    stem.with_suffix(".json").write_text(json.dumps(rows, indent=1), encoding="utf-8")
    stem.with_suffix(".md").write_text("\n".join(line_of(row) for row in rows) + "\n", encoding="utf-8")
    print(f"kept in {stem.relative_to(ROOT)}.json and .md")
