"""API keys: made, used, revoked."""

import hashlib
import secrets
from datetime import date, datetime

from django.db.models import Q

from accounts.models import ApiKey, User
from core.transactions import service

PREFIX = "wb_"


@service
def issue_key(*, user: User, label: str) -> tuple[ApiKey, str]:
    """Make a key for the user. The secret is returned this once and never again."""
    secret = PREFIX + secrets.token_urlsafe(32)
    digest = hashlib.sha256(secret.encode()).hexdigest()
    key = ApiKey.objects.create(user=user, label=label, prefix=secret[:8], secret_hash=digest)
    return key, secret


@service
def revoke_key(*, key_id: int, at: datetime) -> None:
    """End a key at once; revoking twice changes nothing."""
    ApiKey.objects.filter(pk=key_id, revoked_at__isnull=True).update(revoked_at=at)


def note_use(*, key_id: int, on: date) -> None:
    """Remember the day of the last use; one write a day, not one a request."""
    stale = Q(last_used_on__isnull=True) | Q(last_used_on__lt=on)
    ApiKey.objects.filter(stale, pk=key_id).update(last_used_on=on)
