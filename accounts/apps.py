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
        from accounts import device_registry
        from accounts.device_acts import see_rejections
        from accounts.services.roles import write_roles_after_migrate

        device_registry.register("device.seen", see_rejections)
        post_migrate.connect(write_roles_after_migrate, dispatch_uid="accounts.roles")
