"""Django's entry for pod."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PodConfig(AppConfig):
    """Electronic proof of delivery, tracking, messages."""

    name = "pod"
    verbose_name = _("Proof of delivery")

    def ready(self) -> None:
        """Tell the foundation which pages there are and who may watch what."""
        from core import live, navigation
        from pod.queries.access import may_watch

        live.register("messages", may_watch)
        live.register("tracking", may_watch)
        navigation.register(
            navigation.Entry(
                section=_("Deliveries"),
                label=_("Messages"),
                hint=_("What recipients were told, and what could not be sent."),
                url_name="pod:messages",
                icon="mail",
                permission="lastmile.view_orders",
                order=370,
            )
        )
