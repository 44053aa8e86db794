"""Who is asking, and who carries a device."""

from django.db.models import QuerySet
from django.http import HttpRequest
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request

from accounts.models import User
from accounts.roles import CARRY
from accounts.states import DeviceScope


def user_of(request: Request | HttpRequest) -> User:
    """The signed-in user. Raises NotAuthenticated where there is none."""
    if not isinstance(request.user, User):
        raise NotAuthenticated
    return request.user


def people_who_carry(scope: DeviceScope) -> QuerySet[User]:
    """Everybody whose role has a phone or scanner of that scope."""
    return User.objects.filter(is_active=True, groups__name__in=CARRY[scope]).distinct()
