"""What phones and scanners sent: one row per act, kept as it was signed."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.devices import Device
from accounts.states import DEVICE_COMMAND, CommandStatus, WaitsFor
from core.constraints import iff
from core.querysets import LockableQuerySet


class DeviceCommandQuerySet(LockableQuerySet["DeviceCommand"]):
    """Acts that phones sent."""


class DeviceCommand(models.Model):
    """One act of a person, as the phone signed it, and what became of it.

    The envelope (all columns down to `received_at`) never changes and no row is deleted: a trigger refuses.
    `is_chained`: it took its place in the device's chain of acts.
    """

    id = models.UUIDField(primary_key=True, help_text=_("Made once, on the phone."))
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="commands")
    counter = models.PositiveBigIntegerField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    signature = models.CharField(max_length=100)
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=80, blank=True)
    envelope = models.JSONField(help_text=_("What was signed: all fields but hash and signature."))
    clock_offset_ms = models.BigIntegerField(help_text=_("Server minus phone, as the phone had measured it."))
    occurred_at = models.DateTimeField(
        help_text=_("The phone's clock, put right; never after it was received.")
    )
    received_at = models.DateTimeField()

    flags = models.JSONField(default=list, help_text=_("What a person should know of it, such as clock_off."))
    is_chained = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=CommandStatus.choices, default=CommandStatus.WAITING)
    waits_for = models.CharField(max_length=10, choices=WaitsFor.choices, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    result = models.JSONField(default=dict)
    error = models.JSONField(default=dict, help_text=_("Code, message and facts."))
    settled_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True, help_text=_("The person saw the rejection."))

    objects = DeviceCommandQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-received_at", "-counter"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["device", "counter"],
                condition=Q(is_chained=True),
                name="one_act_per_place_in_a_chain",
            ),
            models.CheckConstraint(condition=Q(counter__gte=1), name="a_chain_of_acts_starts_at_one"),
            models.CheckConstraint(
                condition=iff(Q(status="WAITING"), Q(settled_at__isnull=True)),
                name="a_settled_act_knows_when",
            ),
            models.CheckConstraint(
                condition=iff(Q(status="WAITING"), ~Q(waits_for="")), name="a_waiting_act_says_what_for"
            ),
            models.CheckConstraint(
                condition=Q(seen_at__isnull=True) | Q(status="REJECTED"), name="only_rejections_are_seen"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["device", "counter"], condition=Q(status="WAITING"), name="accounts_command_waiting"
            ),
            models.Index(
                fields=["device"],
                condition=Q(status="REJECTED", seen_at__isnull=True),
                name="accounts_command_unseen",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.counter}"

    @property
    def payload(self) -> dict[str, Any]:
        """The facts of the act, as the phone sent them."""
        return dict(self.envelope["payload"])

    @property
    def files(self) -> list[str]:
        """SHA-256 of each file that belongs to it."""
        return list(self.envelope["files"])

    def settle(self, status: CommandStatus) -> None:
        """Become applied or rejected. Raises IllegalMoveError where it is that already."""
        DEVICE_COMMAND.check(CommandStatus(self.status), status)
        self.status, self.waits_for = status, ""
