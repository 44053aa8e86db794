"""A preview with its lines along the roads: they are fetched before anything is locked."""

from datetime import datetime

from accounts.models import User
from lastmile.models import PlanDraft
from lastmile.services import path_finding
from lastmile.services.committing import commit_draft
from routing.engine.formats.plan_json import plan_from
from routing.engine.formats.problem_json import problem_from
from routing.services.solving import matrices_folder


def paths_of_draft(draft: PlanDraft) -> dict[str, list[str]]:
    """Per shift's public id one encoded line per leg; none before the first plan. Asks the road engine."""
    if draft.run.plan is None:
        return {}
    problem = problem_from(draft.run.problem, folder=matrices_folder())
    return path_finding.paths_of(problem=problem, plan=plan_from(draft.run.plan))


def commit_with_paths(*, draft: PlanDraft, version: int, by: User | None, at: datetime) -> PlanDraft:
    """Commit the draft with its lines (see `commit_draft` for what it raises). Never in a transaction."""
    return commit_draft(draft=draft, version=version, paths=paths_of_draft(draft), by=by, at=at)
