"""What the engine refuses, with the place in the input."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong: where (`visits[3].windows[0]`) and what, in one line."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


class EngineError(Exception):
    """Base of everything the engine refuses; `code` is for programs, the message for people."""

    code = "engine_error"


class ProblemError(EngineError):
    """The problem cannot be used; `issues` says where and why, in the order of the input."""

    code = "bad_problem"

    def __init__(self, issues: list[Issue]) -> None:
        self.issues = tuple(issues)
        super().__init__("\n".join(str(issue) for issue in issues))

    @classmethod
    def at(cls, place: str, message: str) -> "ProblemError":
        """One issue at one place."""
        return cls([Issue(place, message)])


class LockedPlanError(EngineError):
    """What is locked cannot be driven, so no feasible plan exists; `violations` are the evaluator's."""

    code = "locks_infeasible"

    def __init__(self, violations: tuple[Any, ...]) -> None:
        self.violations = violations
        super().__init__("; ".join(str(violation) for violation in violations))


class SolverError(EngineError):
    """The solver returned something that the checker refuses and there was no plan to fall back to."""

    code = "solver_failed"
