"""Django's entry for lastmile."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LastmileConfig(AppConfig):
    """Deliveries, fleet, routes, loading"""

    name = "lastmile"
    verbose_name = _(" from the dock to the door.:Last mile")
