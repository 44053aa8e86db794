"""Django's entry for accounts."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Users, roles, API keys, paired devices."""

    name = "accounts"
    verbose_name = _("People and keys")

    def ready(self) -> None:
        """Write the roles after each migration, when all permissions exist; say what phones may send."""
        from accounts import device_registry, live_topics
        from accounts.device_acts import see_rejections
        from accounts.services.roles import write_roles_after_migrate
        from core import live, navigation

        device_registry.register("device.seen", see_rejections)
        live.register("devices", live_topics.may_watch_devices)
        live.register("pairing", live_topics.may_watch_devices)
        live.register("device", live_topics.may_watch_device)
        navigation.register(
            navigation.Entry(
                section=_("People"),
                label=_("Devices"),
                hint=_("Phones and scanners, and who works with them."),
                url_name="accounts:devices",
                icon="qr-code",
                permission="accounts.pair_devices",
                order=800,
            )
        )
        post_migrate.connect(write_roles_after_migrate, dispatch_uid="accounts.roles")
