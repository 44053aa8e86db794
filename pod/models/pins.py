"""Which PIN of a delivery is in force; the PIN itself is stored nowhere."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.querysets import LockableQuerySet
from lastmile.models import Delivery


class PinIssueQuerySet(LockableQuerySet["PinIssue"]):
    """Issues as a check at the door asks for them."""


class PinIssue(models.Model):
    """From when on another PIN counts for a delivery. The first PIN, number 0, needs no row."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = PinIssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("PIN issued")
        verbose_name_plural = _("PINs issued")
        ordering: ClassVar = ["delivery", "number"]
        permissions: ClassVar = [("see_pins", _("Can see the PIN of a delivery and issue another"))]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["delivery", "number"], name="one_issue_per_pin"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="the_first_pin_needs_no_issue"),
        ]

    def __str__(self) -> str:
        return f"PIN {self.number} of {self.delivery_id}"
