"""Django's entry for routing."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoutingConfig(AppConfig):
    """Roads, travel times and plans of tours."""

    name = "routing"
    verbose_name = _("Roads and plans")

    def ready(self) -> None:
        """Let the handlers listen."""
        from routing import handlers  # noqa: F401 - registers them
