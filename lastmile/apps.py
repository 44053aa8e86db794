"""Django's entry for lastmile."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LastmileConfig(AppConfig):
    """Deliveries, fleet, routes, loading: from the dock to the door."""

    name = "lastmile"
    verbose_name = _("Last mile")

    def ready(self) -> None:
        """Tell the foundation what can be imported."""
        from core.imports import kinds
        from lastmile.services.order_table import ORDERS

        kinds.register(ORDERS)
