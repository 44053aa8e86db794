"""The solver's own process: `python -m routing.services.solver_child`. Imports the engine and no Django.

Standard input: one line of JSON with the job, then the word `stop` whenever the plan should be handed in.
Standard output: `begun`, one line of JSON per better plan, and a last one with the plan or the error.
A process, because a solver holds the interpreter, may grow beyond all bounds, and killing is the only cancel
that always works.
"""

import contextlib
import json
import resource
import sys
import threading
from pathlib import Path
from typing import Any, TextIO

from routing.engine.errors import EngineError
from routing.engine.formats.plan_json import plan_from, plan_to
from routing.engine.formats.problem_json import problem_from
from routing.engine.solve import Progress, solve

HAND_IN_SECONDS = 0.5
"""Kept back from the time given, to explain what is left out and to write the plan."""
LEAST_SECONDS = 0.2


def run(*, job: dict[str, Any], stop: threading.Event, out: TextIO) -> None:
    """Solve the job and write lines until it is done."""

    def say(kind: str, **facts: object) -> None:
        out.write(json.dumps({"kind": kind, **facts}, allow_nan=False, separators=(",", ":")) + "\n")
        out.flush()

    def better(progress: Progress) -> None:
        say("better", elapsed_ms=round(progress.seconds * 1000), plan=plan_to(progress.plan))

    try:
        problem = problem_from(job["problem"], folder=Path(job["matrices"]))
        start = plan_from(job["start"]) if job.get("start") else None
        say("begun")
        seconds = max(LEAST_SECONDS, job["seconds"] - HAND_IN_SECONDS)
        plan = solve(
            problem, seconds=seconds, seed=job["seed"], start=start, on_progress=better, cancelled=stop.is_set
        )
    except EngineError as error:
        say("refused", error=str(error))
    except MemoryError:
        say("refused", error="The problem needs more memory than the solver may use.")
    else:
        say("done", plan=plan_to(plan))


def main() -> None:
    """Read the job, limit the memory, listen for `stop` on a thread of its own, solve."""
    job = json.loads(sys.stdin.readline())
    if job.get("memory_bytes"):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (job["memory_bytes"], job["memory_bytes"]))
    stop = threading.Event()

    def listen() -> None:
        for line in sys.stdin:
            if line.strip() == "stop":
                stop.set()
        stop.set()  # the worker is gone: nobody waits for a better plan

    threading.Thread(target=listen, daemon=True).start()
    run(job=job, stop=stop, out=sys.stdout)


if __name__ == "__main__":
    main()
