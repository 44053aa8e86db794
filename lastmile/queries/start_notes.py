"""What the start page says about the last mile's pages: one number each, one statement each."""

from django.utils.translation import ngettext

from accounts.models import User
from lastmile.queries.access import deliveries_visible_to, routes_visible_to, vehicles_visible_to
from lastmile.queries.checking import addresses_to_check
from lastmile.states import DeliveryStatus, RouteStatus

OPEN_ROUTES = (RouteStatus.PLANNED, RouteStatus.RELEASED, RouteStatus.DEPARTED)


def orders_note(user: User) -> str:
    """How many orders wait for a plan."""
    number = deliveries_visible_to(user).filter(status=DeliveryStatus.PENDING).count()
    return ngettext("%(number)d to be planned", "%(number)d to be planned", number) % {"number": number}


def check_note(user: User) -> str:
    """How many addresses a person has to look at."""
    number = addresses_to_check(user).count()
    return ngettext("%(number)d to check", "%(number)d to check", number) % {"number": number}


def routes_note(user: User) -> str:
    """How many routes are planned, released or on the road."""
    number = routes_visible_to(user).filter(status__in=OPEN_ROUTES).count()
    return ngettext("%(number)d open", "%(number)d open", number) % {"number": number}


def vehicles_note(user: User) -> str:
    """How many vehicles may be given shifts."""
    number = vehicles_visible_to(user).filter(is_active=True).count()
    return ngettext("%(number)d in use", "%(number)d in use", number) % {"number": number}
