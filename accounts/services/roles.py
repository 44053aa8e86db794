"""Roles as Django groups, written from the table in accounts.roles."""

from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.models import Group, Permission

from accounts.roles import ROLES
from core.transactions import service


def write_roles_after_migrate(*, app_config: AppConfig, **_: Any) -> None:  # noqa: ANN401 - a signal's extras
    """Run once per migrate, after the last app: only then does every permission exist."""
    last = [config for config in apps.get_app_configs() if config.models_module][-1]
    if app_config.label == last.label:
        write_roles()


@service
def write_roles() -> None:
    """Make the groups hold exactly what the table says."""
    known = {
        f"{p.content_type.app_label}.{p.codename}": p
        for p in Permission.objects.select_related("content_type")
    }
    for role, names in ROLES.items():
        group, _ = Group.objects.get_or_create(name=role)
        group.permissions.set([known[name] for name in names if name in known])
