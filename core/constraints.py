"""Words for check constraints that Django lacks."""

from django.db.models import Q


def iff(left: Q, right: Q) -> Q:
    """Both hold, or neither does. Django's `^` would become a sum of CASEs on Postgres."""
    return (left & right) | (~left & ~right)
