"""Django's entry for lastmile."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LastmileConfig(AppConfig):
    """Deliveries, fleet, routes, loading: from the dock to the door."""

    name = "lastmile"
    verbose_name = _("Last mile")
