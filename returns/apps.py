"""Django's entry for returns."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReturnsConfig(AppConfig):
    """What comes back."""

    name = "returns"
    verbose_name = _("Returns")

    def ready(self) -> None:
        """Tell the foundation which pages and acts there are, and write the first rules."""
        from django.db.models.signals import post_migrate

        from core import navigation
        from returns.commands import dock
        from returns.services.rules import write_rules_after_migrate

        dock.register()
        navigation.register(
            navigation.Entry(
                section=_("Warehouse"),
                label=_("Returns dock"),
                hint=_("What vans bring back: scan it in, inspect it, put it away."),
                url_name="returns:floor",
                icon="undo-2",
                permission="returns.receive_returns",
                order=97,
            )
        )
        post_migrate.connect(write_rules_after_migrate, dispatch_uid="returns.rules")
