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
        from lastmile import handlers  # noqa: F401 - registers them
        from lastmile.commands import loading as loading_commands
        from lastmile.queries.access import may_watch_board, may_watch_route
        from lastmile.queries.drafts import may_watch_plan
        from lastmile.queries.label_addresses import label_addresses
        from lastmile.queries.start_notes import check_note, orders_note, routes_note, vehicles_note
        from lastmile.services.order_table import ORDERS
        from lastmile.services.vehicle_table import VEHICLES
        from wms.services import labels

        loading_commands.register()
        labels.register_addresses(label_addresses)
        kinds.register(ORDERS)
        kinds.register(VEHICLES)
        live.register("plan", may_watch_plan)
        live.register("board", may_watch_board)
        live.register("route", may_watch_route)
        section = _("Deliveries")
        navigation.register(
            navigation.Entry(
                section=section,
                label=_("Board"),
                hint=_("The day as it runs: routes, map, timeline and exceptions, live."),
                url_name="lastmile:board",
                icon="layout-dashboard",
                permission="lastmile.view_plans",
                order=295,
            ),
            navigation.Entry(
                section=section,
                label=_("Orders"),
                hint=_("What is to be delivered: search, map, amend, cancel."),
                url_name="lastmile:orders",
                note=orders_note,
                icon="package",
                permission="lastmile.view_orders",
                order=300,
            ),
            navigation.Entry(
                section=section,
                label=_("Check addresses"),
                hint=_("What the geocoder was not sure of, a person decides on the map."),
                url_name="lastmile:check",
                note=check_note,
                icon="map-pin",
                permission="lastmile.check_addresses",
                order=310,
            ),
            navigation.Entry(
                section=section,
                label=_("Plan"),
                hint=_("Choose vans, let the engine plan the day, look at it, commit it."),
                url_name="lastmile:plans",
                icon="zap",
                permission="lastmile.view_plans",
                order=320,
            ),
            navigation.Entry(
                section=section,
                label=_("Routes"),
                hint=_("Who drives where and when: map, list, timeline, manifests."),
                url_name="lastmile:routes",
                note=routes_note,
                icon="route",
                permission="lastmile.view_plans",
                order=330,
            ),
            navigation.Entry(
                section=section,
                label=_("Load vans"),
                hint=_("At the dock, by scan: what goes where in which van."),
                url_name="lastmile:floor-load",
                icon="truck",
                permission="lastmile.load",
                order=335,
            ),
            navigation.Entry(
                section=section,
                label=_("Shifts"),
                hint=_("Who drives what, when."),
                url_name="lastmile:shifts",
                icon="calendar-clock",
                permission="lastmile.view_plans",
                order=340,
            ),
            navigation.Entry(
                section=section,
                label=_("Vehicles"),
                hint=_("What there is to drive, what fits in, what it can do."),
                url_name="lastmile:vehicles",
                note=vehicles_note,
                icon="truck",
                permission="lastmile.view_plans",
                order=350,
            ),
        )
