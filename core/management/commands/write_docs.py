"""`manage.py write_docs [--check]`: pages drawn from the code, so that they cannot grow old."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import events
from core.lifecycle import Lifecycle


class Command(BaseCommand):
    """Write docs/lifecycles.md and docs/events.md, or check that they are fresh."""

    help = "Write docs/lifecycles.md and docs/events.md; with --check only compare."

    def add_arguments(self, parser: CommandParser) -> None:
        """--check compares instead of writing."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Fail with the name of the page that is stale."""
        for name, text in (("lifecycles.md", lifecycles_page()), ("events.md", events_page())):
            path = Path(settings.BASE_DIR) / "docs" / name
            if not options["check"]:
                path.write_text(text)
            elif not path.exists() or path.read_text() != text:
                raise CommandError(f"docs/{name} is stale: run manage.py write_docs")


def lifecycles_page() -> str:
    """Every lifecycle of every app as a Mermaid diagram."""
    parts = ["# Lifecycles\n\nDrawn by `manage.py write_docs` from each app's `states.py`; do not edit.\n"]
    for app in apps.get_app_configs():
        if not find_spec(f"{app.name}.states"):
            continue
        module = import_module(f"{app.name}.states")
        tables = {key: value for key, value in vars(module).items() if isinstance(value, Lifecycle)}
        for key, table in tables.items():
            parts.append(
                f"\n## {app.name}: {key.replace('_', ' ').lower()}\n\n```mermaid\n{table.as_mermaid()}\n```\n"
            )
    return "".join(parts)


def events_page() -> str:
    """Every event: what it says, and who listens."""
    parts = [
        "# Events\n\nDrawn by `manage.py write_docs`; do not edit. Events go up the stack only.\n\n",
        "| event | says | carries | handled by |\n|---|---|---|---|\n",
    ]
    heard = events.handlers()
    for kind in sorted(_all_events(), key=lambda kind: (kind.__module__, kind.__name__)):
        doc = (kind.__doc__ or "").strip().splitlines()[0]
        fields = ", ".join(f"`{name}`" for name in getattr(kind, "__dataclass_fields__", {}))
        names = ", ".join(f"`{h.__module__}.{h.__name__}`" for h in heard.get(kind, [])) or "nobody yet"
        parts.append(f"| `{kind.__module__}.{kind.__name__}` | {doc} | {fields} | {names} |\n")
    return "".join(parts)


def _all_events() -> list[type[events.Event]]:
    found = []
    for app in apps.get_app_configs():
        if find_spec(f"{app.name}.events") and app.name != "core":
            module = import_module(f"{app.name}.events")
            found += [
                value
                for value in vars(module).values()
                if isinstance(value, type) and issubclass(value, events.Event) and value is not events.Event
            ]
    return found
