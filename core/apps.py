"""Django's entry for core."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """Errors, events, lifecycles, locks; nothing of the field."""

    name = "core"
    verbose_name = _("Foundation")

    def ready(self) -> None:
        """Listen to our own events; say who may watch imports."""
        from core import (
            handlers,  # noqa: F401 - registers them
            live,
        )
        from core.imports import topics

        live.register("import", topics.may_watch_run)
        live.register("imports", topics.may_watch_kind)
