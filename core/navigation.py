"""What the start page and the bar at the top link to: only what works, and only what the user may open."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

type Label = Any  # a str or a lazily translated one


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One page that people start from. `section` groups entries under one heading of the bar.

    `note` says one number about the page on the start page ("12 to be planned"), from one cheap query for
    that user; it is asked only when the start page is drawn.
    """

    section: Label
    label: Label
    url_name: str
    icon: str
    permission: str
    order: int
    hint: Label = ""
    note: Callable[[Any], str] | None = None

    @property
    def url(self) -> str:
        """The page's address."""
        return reverse(self.url_name)


_entries: list[Entry] = []
_context: list[Callable[[HttpRequest], dict[str, Any]]] = []


def register(*entries: Entry) -> None:
    """Called by an app's AppConfig.ready() for the pages that it has."""
    _entries.extend(entry for entry in entries if entry not in _entries)
    _entries.sort(key=lambda entry: entry.order)


def register_context(function: Callable[[HttpRequest], dict[str, Any]]) -> None:
    """Let an upper app add to what every page knows, such as the places a user may work in."""
    if function not in _context:
        _context.append(function)


def entries_for(user: Any) -> list[Entry]:  # noqa: ANN401 - core knows no user model
    """The entries this user may open, in order."""
    if isinstance(user, AnonymousUser):
        return []
    return [entry for entry in _entries if user.has_perm(entry.permission)]


def context(request: HttpRequest) -> dict[str, Any]:
    """The template context processor: `navigation`, and what apps registered; lazy, so it costs nothing."""
    user = getattr(request, "user", AnonymousUser())
    values: dict[str, Any] = {"navigation": SimpleLazyObject(lambda: entries_for(user))}
    for function in _context:
        values |= function(request)
    return values
