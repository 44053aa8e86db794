"""What the start page says about the warehouse's pages: one number each, one statement each."""

from django.utils.translation import ngettext

from accounts.models import User
from wms.models import CountRequest, Item
from wms.queries.access import sites_visible_to


def items_note(_user: User) -> str:
    """How many items may be ordered and received."""
    number = Item.objects.active().count()
    return ngettext("%(number)d active", "%(number)d active", number) % {"number": number}


def counts_note(user: User) -> str:
    """How many counts are open in the user's sites."""
    number = CountRequest.objects.open().filter(location__site__in=sites_visible_to(user)).count()
    return ngettext("%(number)d open", "%(number)d open", number) % {"number": number} if number else ""
