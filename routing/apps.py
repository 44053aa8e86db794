"""Django's entry for routing."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoutingConfig(AppConfig):
    """Roads, travel times and plans of tours."""

    name = "routing"
    verbose_name = _("Roads and plans")

    def ready(self) -> None:
        """Let the handlers listen; say which pages there are."""
        from core import navigation
        from routing import handlers  # noqa: F401 - registers them

        navigation.register(
            navigation.Entry(
                section=_("Settings"),
                label=_("Roads"),
                hint=_("Where travel times, addresses and the map come from."),
                url_name="routing:roads",
                icon="map",
                permission="routing.view_roadnetwork",
                order=900,
            )
        )
