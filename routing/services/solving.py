"""A worker's work on one plan run: start the solver's process, keep what it says, obey what people wish."""

import json
import queue
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from core.live import topic_changed
from routing.models import PlanRun
from routing.services import keeping
from routing.services.keeping import Claim, ClaimLostError
from routing.states import PlanRunStatus, Wish

START_SECONDS = 60
"""How long a solver may take to load itself and the problem on a busy machine."""
OVERTIME_SECONDS = 2
"""How long after its time, counted from when it began, a solver is killed."""
LOOK_SECONDS = 1.0
"""How often the worker looks at the wishes and renews its lease."""
QUIET_SECONDS = 0.5
"""The least time between two stored plans: what is better within it waits for the next."""
ENGINE = "ortools 9.15"

type Line = dict[str, Any]


def work_on_run(*, run_id: int, now: Callable[[], datetime]) -> None:
    """Claim the run and solve it; steps back if somebody else does. Never raises for a solver's fault."""
    claim = keeping.claim_run(run_id=run_id, owner=str(uuid.uuid4()), at=now())
    if claim is None:
        return
    run = PlanRun.objects.get(pk=run_id)
    if run.wish == Wish.CANCEL:
        keeping.end_run(claim=claim, status=PlanRunStatus.CANCELLED, at=now())
        return
    try:
        _Work(run=run, claim=claim, now=now).carry_out()
    except ClaimLostError:
        return
    finally:
        topic_changed(topic_of(run))


def matrices_folder() -> Path:
    """Where matrices lie in files named by their content hash."""
    folder = Path(settings.ROADS_DIR) / "matrices"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def topic_of(run: PlanRun) -> str:
    """The live topic that pages about this run listen to."""
    return f"plan:{run.public_id}"


@dataclass
class _Work:
    """One solver process and what is known of it so far."""

    run: PlanRun
    claim: Claim
    now: Callable[[], datetime]
    number: int = 0
    waiting: Line | None = None
    stored_at: float = 0.0
    deadline: float = field(default_factory=lambda: time.monotonic() + START_SECONDS)
    lines: "queue.Queue[Line | None]" = field(default_factory=queue.Queue)

    def carry_out(self) -> None:
        """Until the solver is done, stopped, cancelled, out of time or dead."""
        process = subprocess.Popen(
            [sys.executable, "-m", "routing.services.solver_child"],
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            threading.Thread(target=self._read, args=(process,), daemon=True).start()
            _tell(process, json.dumps(self._job()))
            self._follow(process)
        finally:
            process.kill()
            process.wait()

    def _job(self) -> dict[str, Any]:
        return {
            "problem": self.run.problem,
            "matrices": str(matrices_folder()),
            "start": self.run.plan or self.run.start,
            "seconds": self.run.seconds,
            "seed": self.run.seed,
            "memory_bytes": settings.SOLVER_MEMORY_BYTES,
        }

    def _read(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None  # noqa: S101 - it was asked for above
        for text in process.stdout:
            self.lines.put(json.loads(text))
        self.lines.put(None)

    def _follow(self, process: "subprocess.Popen[str]") -> None:
        looked_at = 0.0
        while True:
            if time.monotonic() - looked_at >= LOOK_SECONDS:
                looked_at = time.monotonic()
                if self._obey(process):
                    return
            if time.monotonic() > self.deadline:
                self._out_of_time()
                return
            try:
                line = self.lines.get(timeout=0.2)
            except queue.Empty:
                self._store_waiting()
                continue
            if self._hear(line, process):
                return

    def _obey(self, process: "subprocess.Popen[str]") -> bool:
        """Renew the lease and do what people wish; True when the run is over."""
        wish = keeping.keep_claim(claim=self.claim, at=self.now())
        if wish == Wish.CANCEL:
            keeping.end_run(claim=self.claim, status=PlanRunStatus.CANCELLED, at=self.now())
            return True
        if wish == Wish.STOP:
            _tell(process, "stop")
        return False

    def _hear(self, line: Line | None, process: "subprocess.Popen[str]") -> bool:
        """Take one line of the solver's; True when it was the last."""
        if line is None:
            self._died(process)
            return True
        if line["kind"] == "begun":
            self.deadline = time.monotonic() + self.run.seconds + OVERTIME_SECONDS
            return False
        if line["kind"] == "better":
            self.waiting = line
            self._store_waiting()
            return False
        if line["kind"] == "done":
            self._store_waiting(at_once=True)
            keeping.end_run(claim=self.claim, status=PlanRunStatus.FINISHED, at=self.now(), plan=line["plan"])
        else:
            keeping.end_run(claim=self.claim, status=PlanRunStatus.FAILED, at=self.now(), error=line["error"])
        return True

    def _store_waiting(self, *, at_once: bool = False) -> None:
        if self.waiting is None or not (at_once or time.monotonic() - self.stored_at >= QUIET_SECONDS):
            return
        self.number += 1
        keeping.keep_progress(
            claim=self.claim,
            number=self.number,
            elapsed_ms=self.waiting["elapsed_ms"],
            plan=self.waiting["plan"],
            engine=ENGINE,
        )
        self.waiting, self.stored_at = None, time.monotonic()
        topic_changed(topic_of(self.run))

    def _out_of_time(self) -> None:
        self._store_waiting(at_once=True)
        best = PlanRun.objects.values_list("plan", flat=True).get(pk=self.run.pk)
        if best is None:
            error = f"No plan was found within {self.run.seconds} seconds."
            keeping.end_run(claim=self.claim, status=PlanRunStatus.FAILED, at=self.now(), error=error)
        else:
            keeping.end_run(claim=self.claim, status=PlanRunStatus.FINISHED, at=self.now(), plan=best)

    def _died(self, process: "subprocess.Popen[str]") -> None:
        assert process.stderr is not None  # noqa: S101 - it was asked for above
        code = process.wait()
        words = process.stderr.read()[-500:].strip()
        keeping.give_back(
            claim=self.claim, at=self.now(), error=f"The solver ended with {code}. {words}".strip()
        )


def _tell(process: "subprocess.Popen[str]", text: str) -> None:
    assert process.stdin is not None  # noqa: S101 - it was asked for above
    try:
        process.stdin.write(text + "\n")
        process.stdin.flush()
    except BrokenPipeError:
        return  # it ended in this moment; what it said last is read next
