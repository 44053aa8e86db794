"""Django's entry for lastmile."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LastmileConfig(AppConfig):
    """Deliveries, fleet, routes, loading: from the dock to the door."""

    name = "lastmile"
    verbose_name = _("Last mile")

    def ready(self) -> None:
        """Tell the foundation which pages and imports there are, and who may watch a plan being made."""
        from core import live, navigation
        from core.imports import kinds
        from lastmile.queries.drafts import may_watch_plan
        from lastmile.services.order_table import ORDERS

        kinds.register(ORDERS)
        live.register("plan", may_watch_plan)
        section = _("Deliveries")
        navigation.register(
            navigation.Entry(
                section=section,
                label=_("Plan"),
                hint=_("Choose vans, let the engine plan the day, look at it, commit it."),
                url_name="lastmile:plans",
                icon="zap",
                permission="lastmile.view_plans",
                order=320,
            )
        )
        navigation.register(
            navigation.Entry(
                section=section,
                label=_("Routes"),
                hint=_("Who drives where and when: map, list, timeline, manifests."),
                url_name="lastmile:routes",
                icon="route",
                permission="lastmile.view_plans",
                order=330,
            )
        )
