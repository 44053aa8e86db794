"""Who may see what of the last mile: the only doors to deliveries, addresses, vehicles and shifts.

A delivery is seen by those who may see the site it leaves from; an address by those who may see a delivery
to it.
"""

from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from lastmile.models import Address, Delivery, Driver, Incident, Route, Shift, Vehicle
from wms.queries.access import sites_visible_to


def deliveries_visible_to(user: User) -> QuerySet[Delivery]:
    """The deliveries of the user's sites."""
    return Delivery.objects.filter(order__site__in=sites_visible_to(user))


def addresses_visible_to(user: User) -> QuerySet[Address]:
    """The addresses that a delivery of the user's sites goes to."""
    there = Delivery.objects.filter(address=OuterRef("pk"), order__site__in=sites_visible_to(user))
    return Address.objects.filter(Exists(there))


def addresses_in_scope(rows: QuerySet[Address], user: User) -> QuerySet[Address]:
    """Those of the addresses that the user may see; administrators also those that no delivery goes to."""
    return rows if user.is_superuser else rows.filter(pk__in=addresses_visible_to(user).values("pk"))


def vehicles_visible_to(user: User) -> QuerySet[Vehicle]:
    """The vehicles of the user's sites."""
    return Vehicle.objects.filter(site__in=sites_visible_to(user))


def drivers_visible_to(user: User) -> QuerySet[Driver]:
    """The drivers of the user's sites."""
    return Driver.objects.filter(site__in=sites_visible_to(user))


def shifts_visible_to(user: User) -> QuerySet[Shift]:
    """The shifts of the user's sites."""
    return Shift.objects.filter(site__in=sites_visible_to(user))


def routes_visible_to(user: User) -> QuerySet[Route]:
    """The routes of the user's sites."""
    return Route.objects.filter(site__in=sites_visible_to(user))


def may_watch_board(viewer: AbstractBaseUser | AnonymousUser, key: str) -> bool:
    """Who may hear that a site's board changed: whoever may see plans, and that site."""
    if not isinstance(viewer, User) or not viewer.has_perm("lastmile.view_plans") or "\x00" in key:
        return False
    return sites_visible_to(viewer).filter(code=key).exists()


def incidents_visible_to(user: User) -> QuerySet[Incident]:
    """The incidents of the user's sites."""
    return Incident.objects.filter(site__in=sites_visible_to(user))


def may_watch_route(viewer: AbstractBaseUser | AnonymousUser, key: str) -> bool:
    """Who may hear that a route changed: who may see it among the plans, and its driver."""
    if not isinstance(viewer, User):
        return False
    try:
        route_id = UUID(key)
    except ValueError:
        return False
    if Route.objects.filter(public_id=route_id, driver__user=viewer).exists():
        return True
    seen = routes_visible_to(viewer).filter(public_id=route_id)
    return viewer.has_perm("lastmile.view_plans") and seen.exists()
