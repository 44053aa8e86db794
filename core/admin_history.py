"""Who changed what of one row: what was done in the admin, and what the log of what happened says of it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.contrib.auth import get_user_model
from django.db.models import Model
from django.utils.translation import gettext as _

from core.models import PublicEvent

MOST = 500
LONGEST_VALUE = 200
NEVER_KEPT = {"password", "password1", "password2"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One value that changed."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True, slots=True)
class HistoryEntry:
    """One thing that happened to the row."""

    at: datetime
    who: str
    what: str
    changes: tuple[Change, ...] = ()


def values_of(form: Any) -> list[list[str]]:
    """Name, value before and value after of each field that the form changed; no secrets."""
    return [
        [name, _short(form.initial.get(name)), _short(form.cleaned_data.get(name))]
        for name in form.changed_data
        if name in form.cleaned_data and name not in NEVER_KEPT
    ]


def entries_of(row: Model) -> list[HistoryEntry]:
    """Both histories of the row as one, newest first."""
    both = [*_done_here(row), *_happened(row)]
    return sorted(both, key=lambda entry: entry.at, reverse=True)[:MOST]


def _done_here(row: Model) -> Iterable[HistoryEntry]:
    kind = get_content_type_for_model(row)
    found = LogEntry.objects.filter(object_id=str(row.pk), content_type=kind).select_related("user")
    for entry in found.order_by("-action_time")[:MOST]:
        what, changes = str(entry.get_change_message()), _changes(entry.change_message)
        yield HistoryEntry(
            at=entry.action_time,
            who=str(entry.user),
            what=what or _("Saved, nothing changed."),
            changes=changes,
        )


def _changes(message: str) -> tuple[Change, ...]:
    try:
        parts = json.loads(message)
    except ValueError:
        return ()
    found = [
        part["changed"].get("values", ()) for part in parts if isinstance(part, dict) and "changed" in part
    ]
    return tuple(
        Change(name=name, before=before, after=after) for values in found for name, before, after in values
    )


def _happened(row: Model) -> Iterable[HistoryEntry]:
    subject = getattr(row, "public_id", None)
    if subject is None:
        return
    events = list(PublicEvent.objects.filter(subject_id=subject).order_by("-recorded_at")[:MOST])
    people = _people({event.actor for event in events})
    for event in events:
        before, after = event.facts.get("before"), event.facts.get("after")
        changes: tuple[Change, ...] = ()
        if isinstance(before, dict) and isinstance(after, dict):
            changes = tuple(
                Change(name=name, before=_short(before.get(name)), after=_short(after[name]))
                for name in after
            )
        elif event.changed:
            changes = tuple(
                Change(name=name, before=_short(before), after=_short(after)) for name in event.changed
            )
        who = people.get(event.actor) or event.actor or _("The system")
        yield HistoryEntry(at=event.occurred_at, who=who, what=event.type, changes=changes)


def _people(actors: set[str]) -> dict[str, str]:
    """Names of people by how the log names them, in one query."""
    ids = {actor.removeprefix("user:") for actor in actors if actor.startswith("user:")}
    found = get_user_model()._default_manager.filter(public_id__in=ids) if ids else []
    return {person.actor_name: str(person) for person in found}


def _short(value: object) -> str:
    if value is None:
        return ""
    text = ", ".join(map(str, value)) if isinstance(value, list | tuple | set) else str(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"
