import pytest
from django.contrib.auth.models import Group, Permission

from accounts.roles import ROLES


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_a_role_in_the_database_holds_what_the_table_says(role):
    group = Group.objects.get(name=role)
    held = {
        f"{p.content_type.app_label}.{p.codename}" for p in group.permissions.select_related("content_type")
    }
    assert held == ROLES[role]


@pytest.mark.django_db
def test_every_permission_in_the_table_exists():
    known = {
        f"{p.content_type.app_label}.{p.codename}" for p in Permission.objects.select_related("content_type")
    }
    assert not set().union(*ROLES.values()) - known
