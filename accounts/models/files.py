"""Photos and signatures that phones sent."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.devices import Device
from accounts.states import DEVICE_FILE, FileStatus
from core.constraints import iff
from core.models import TimeStamped
from core.querysets import LockableQuerySet


class DeviceFileQuerySet(LockableQuerySet["DeviceFile"]):
    """Files that phones sent."""


class DeviceFile(TimeStamped):
    """One picture from one device, named by the hash of its bytes; it may arrive in pieces.

    The bytes lie in the file store and are evidence: they stay as they came, EXIF included, and are shown
    only as a copy without it (core.pictures).
    """

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="files")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text=_("Bytes, when complete."))
    received = models.PositiveIntegerField(default=0, help_text=_("Bytes that are here."))
    status = models.CharField(max_length=10, choices=FileStatus.choices, default=FileStatus.ARRIVING)
    media_type = models.CharField(max_length=20, blank=True, help_text=_("Judged by content."))
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    kept_at = models.DateTimeField(null=True, blank=True)

    objects = DeviceFileQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["device", "sha256"], name="one_row_per_device_and_file"),
            models.CheckConstraint(
                condition=Q(received__lte=models.F("size")), name="no_more_arrives_than_is"
            ),
            models.CheckConstraint(
                condition=iff(Q(status="KEPT"), Q(kept_at__isnull=False)), name="a_kept_file_knows_when"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["sha256"], name="accounts_file_by_hash")]

    def __str__(self) -> str:
        return f"{self.sha256[:12]}… {self.received}/{self.size}"

    def become_kept(self) -> None:
        """All bytes are here and judged. Raises IllegalMoveError where they were before."""
        DEVICE_FILE.check(FileStatus(self.status), FileStatus.KEPT)
        self.status = FileStatus.KEPT
