"""Django's entry for core."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """Errors, events, lifecycles, locks; nothing of the field."""

    name = "core"
    verbose_name = _("Foundation")
