"""Phones and scanners that are paired with a person, and the codes that pair them."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User
from accounts.states import DeviceScope
from core.constraints import iff
from core.models import PublicId, TimeStamped
from core.querysets import LockableQuerySet

MOST_MISSES = 50
"""So many wrong codes are typed anywhere while a code is open, then it closes: nobody finds it by trying."""


class PairingCodeQuerySet(LockableQuerySet["PairingCode"]):
    """Codes that a phone may still use."""

    def open(self, at: datetime) -> Self:
        """Not used, not too old, not guessed at too often."""
        return self.filter(used_at__isnull=True, expires_at__gt=at, misses__lt=MOST_MISSES)


class PairingCode(PublicId, TimeStamped):
    """Six digits, shown once by staff, by which one phone becomes one person's. Only their hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="pairing_codes")
    scope = models.CharField(max_length=10, choices=DeviceScope.choices)
    code_hash = models.CharField(max_length=64)
    shown_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    misses = models.PositiveIntegerField(default=0, help_text=_("Wrong codes typed while it was open."))

    objects = PairingCodeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["code_hash"],
                condition=Q(used_at__isnull=True),
                name="an_unused_code_means_one_pairing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_scope_display()}: {self.user}"


class DeviceQuerySet(LockableQuerySet["Device"]):
    """Paired phones and scanners."""

    def working(self) -> Self:
        """Not revoked, and its person may still sign in."""
        return self.filter(revoked_at__isnull=True, user__is_active=True)


class Device(PublicId, TimeStamped):
    """A phone, scanner or browser that sends what a person did.

    It signs in by a token (only its hash is kept) and signs every act with a key that cannot leave it.
    `last_counter` and `last_hash` are the end of its chain of acts; only accounts.services moves them.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="devices")
    label = models.CharField(max_length=80)
    scope = models.CharField(max_length=10, choices=DeviceScope.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    public_key = models.CharField(max_length=200, help_text=_("ECDSA P-256, SPKI as base64."))
    pairing_code = models.OneToOneField(
        PairingCode, on_delete=models.PROTECT, null=True, blank=True, related_name="device"
    )
    last_counter = models.PositiveBigIntegerField(default=0)
    last_hash = models.CharField(max_length=64, blank=True)
    last_clock_offset_ms = models.BigIntegerField(null=True, blank=True)
    paired_at = models.DateTimeField()
    paired_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    last_seen_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = DeviceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        permissions: ClassVar = [("pair_devices", _("Can pair phones and scanners, and end them"))]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=iff(Q(last_counter=0), Q(last_hash="")), name="a_chain_has_an_end_once_it_began"
            ),
            models.CheckConstraint(
                condition=iff(Q(revoked_at__isnull=True), Q(revoked_by__isnull=True)),
                name="a_revoked_device_knows_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.user})"

    @property
    def is_revoked(self) -> bool:
        """Whether it may no longer sign in."""
        return self.revoked_at is not None
