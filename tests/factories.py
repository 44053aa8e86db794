"""Small worlds for tests: each function makes one valid thing and what it needs."""

from datetime import UTC, datetime
from itertools import count

from django.contrib.auth.models import Group

from accounts.models import User

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
