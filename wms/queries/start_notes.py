"""What the start page says about the warehouse's pages: one number each, one statement each."""

from django.utils.translation import ngettext

from accounts.models import User
from wms.models import Item


def items_note(_user: User) -> str:
    """How many items may be ordered and received."""
    number = Item.objects.active().count()
    return ngettext("%(number)d active", "%(number)d active", number) % {"number": number}
