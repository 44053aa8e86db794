"""Links by which a recipient, without signing in, follows one delivery."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import LockableQuerySet, PublicId, TimeStamped
from lastmile.models import Delivery
from pod.states import LinkPurpose

TOKEN_BYTES = 24
"""192 bits: nobody guesses one, so nobody needs a limit on guessing."""
LIVES_AFTER_THE_END = timedelta(days=14)


def hash_of(token: str) -> str:
    """What is kept of a token: whoever reads the database opens no page with it."""
    return hashlib.sha256(token.encode()).hexdigest()


class TrackingLinkQuerySet(LockableQuerySet["TrackingLink"]):
    """Links as the tracking page asks for them."""

    def alive(self, *, at: datetime) -> "TrackingLinkQuerySet":
        """Neither revoked nor two weeks past the end of what they follow."""
        since = at - LIVES_AFTER_THE_END
        ended = (
            Q(delivery__delivered_at__lt=since)
            | Q(delivery__cancelled_at__lt=since)
            | Q(delivery__deliver_on__lt=since.date())
        )
        return self.filter(revoked_at__isnull=True).exclude(ended)

    def opened_by(self, token: str) -> "TrackingLinkQuerySet":
        """The link of this token."""
        return self.filter(token_hash=hash_of(token))


class TrackingLink(PublicId, TimeStamped):
    """One way to one delivery's page. Each message carries its own, so that one can be closed alone."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    purpose = models.CharField(_("made for"), max_length=7, choices=LinkPurpose)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = TrackingLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("tracking link")
        verbose_name_plural = _("tracking links")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(token_hash__regex=r"^[0-9a-f]{64}$"),  # noqa: S106 - a pattern
                name="only_a_links_hash_is_kept",
            ),
        ]

    def __str__(self) -> str:
        return f"link to {self.delivery_id}"

    @staticmethod
    def new_token() -> str:
        """A token that was never given before."""
        return secrets.token_urlsafe(TOKEN_BYTES)

    @staticmethod
    def token_of_message(message_id: UUID) -> str:
        """The token of one message's link: nobody guesses it who does not know the installation's secret."""
        secret = hmac.digest(settings.SECRET_KEY.encode(), f"pod.link:{message_id}".encode(), "sha256")
        return base64.urlsafe_b64encode(secret[:TOKEN_BYTES]).decode()
