"""Small worlds for tests: each function makes one valid thing and what it needs."""

from datetime import UTC, datetime
from itertools import count

from django.contrib.auth.models import Group

from accounts.models import User
from wms.models import Item, Owner, Site
from wms.services import places

_numbers = count(1)
MORNING = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def user(name: str = "", *, role: str = "") -> User:
    """Someone who signs in with the password `secret` and holds at most one role."""
    person = User.objects.create_user(
        name or f"user{next(_numbers)}", password="secret", first_name=name.title()
    )
    if role:
        person.groups.add(Group.objects.get(name=role))
    return person


def site(code: str = "", *, seen_by: User | None = None, **facts) -> Site:
    """A warehouse with its virtual places; `seen_by` may see it."""
    number = next(_numbers)
    made = places.open_site(code=code or f"S{number}", name=facts.pop("name", f"Site {number}"), **facts)
    if seen_by:
        places.grant_access(user=seen_by, site=made)
    return made


def owner(code: str = "OWN") -> Owner:
    """Whose stock it is."""
    return Owner.objects.get_or_create(code=code, defaults={"name": "Our own"})[0]


def item(sku: str = "", **facts) -> Item:
    """A thing that the warehouse counts."""
    number = next(_numbers)
    return Item.objects.create(sku=sku or f"SKU-{number}", name=facts.pop("name", f"Item {number}"), **facts)
