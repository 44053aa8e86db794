"""The bar's sections, from what apps registered in `core.navigation`."""

from dataclasses import dataclass, field

from django import template
from django.template import Context

from core.navigation import Entry

register = template.Library()


@dataclass(slots=True)
class Section:
    """One heading of the bar and its pages."""

    label: str
    entries: list[Entry] = field(default_factory=list)
    current: Entry | None = None

    @property
    def url(self) -> str:
        """Where the heading leads: its first page."""
        return self.entries[0].url


@register.simple_tag(takes_context=True)
def nav_sections(context: Context) -> list[Section]:
    """`{% nav_sections as sections %}`: grouped by heading, with the entry that the user is in marked."""
    request = context.get("request")
    path = getattr(request, "path", "")
    entries: list[Entry] = list(context.get("navigation") or [])
    current = max((e for e in entries if _holds(e.url, path)), key=lambda e: len(e.url), default=None)
    sections: dict[str, Section] = {}
    for entry in entries:
        section = sections.setdefault(str(entry.section), Section(str(entry.section)))
        section.entries.append(entry)
        if entry is current:
            section.current = entry
    return list(sections.values())


@register.simple_tag(takes_context=True)
def entry_note(context: Context, entry: Entry) -> str:
    """`{% entry_note entry as note %}`: the one number about a page; empty where it has none to say."""
    return entry.note(context["request"].user) if entry.note else ""


def _holds(url: str, path: str) -> bool:
    return path == url or (url != "/" and url.endswith("/") and path.startswith(url))
