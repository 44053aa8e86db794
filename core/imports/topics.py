"""Live topics of imports: `import:<run>` for the page of a run, `imports:<kind>` for a kind's history."""

import uuid

from core.errors import DomainError
from core.imports.kinds import Person, kind_named
from core.imports.queries import run_visible_to
from core.live import topic_changed
from core.models import ImportRun


def topic_of(run: ImportRun) -> str:
    """The topic that the page of this run watches."""
    return f"import:{run.public_id}"


def tell(run: ImportRun) -> None:
    """Everybody who watches the run, or the history of its kind, is to look again."""
    topic_changed(topic_of(run))
    topic_changed(f"imports:{run.kind}")


def may_watch_run(viewer: Person, key: str) -> bool:
    """Whoever may see the run."""
    try:
        run_visible_to(viewer, uuid.UUID(key))
    except (ValueError, DomainError):
        return False
    return True


def may_watch_kind(viewer: Person, key: str) -> bool:
    """Whoever may import it."""
    try:
        return bool(viewer.has_perm(kind_named(key).permission))
    except DomainError:
        return False
