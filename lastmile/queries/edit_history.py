"""What a person can take back on a day, and what taken back can be made again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from lastmile.models import RouteEdit
from wms.models import Site

MOST_EDITS = 50
"""So many edits can be taken back."""
MOST_ROWS = 1000
"""Taking back and making again are rows too."""


@dataclass(frozen=True, slots=True)
class EditHistory:
    """The edits that stand, and the takings back that nothing followed; both the latest last."""

    undo: tuple[RouteEdit, ...]
    redo: tuple[RouteEdit, ...]


def history_of(*, site: Site, works_on: date, by: User) -> EditHistory:
    """The person's own edits of that day; one query."""
    mine = RouteEdit.objects.filter(site=site, works_on=works_on, made_by=by).order_by("-pk")[:MOST_ROWS]
    return folded(reversed(mine))


def edits_shown(*, site: Site, works_on: date, by: User) -> dict[str, str | None]:
    """What would be taken back next, and what made again, in words."""
    history = history_of(site=site, works_on=works_on, by=by)
    return {"undo": _words(history.undo), "redo": _words(history.redo)}


def _words(edits: Sequence[RouteEdit]) -> str | None:
    return str(edits[-1].facts.get("what") or edits[-1].facts.get("note", "")) if edits else None


def folded(rows: Iterable[RouteEdit]) -> EditHistory:
    """The two stacks that rows in their order make: an edit of one's own forgets what could be made again."""
    undo: list[RouteEdit] = []
    redo: list[RouteEdit] = []
    takings_back: set[int] = set()
    for row in rows:
        if row.undoes_id is None:
            undo, redo = [*undo, row], []
        elif row.undoes_id in takings_back:
            undo, redo = [*undo, row], [one for one in redo if one.pk != row.undoes_id]
        else:
            takings_back.add(row.pk)
            undo, redo = [one for one in undo if one.pk != row.undoes_id], [*redo, row]
    return EditHistory(tuple(undo[-MOST_EDITS:]), tuple(redo[-MOST_EDITS:]))
