"""Single pieces with a number of their own: each in one place, and where each has been."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import LockableQuerySet
from wms.models.items import Item
from wms.models.stock import StockBalance, StockTransaction


class SerialQuerySet(LockableQuerySet["Serial"]):
    """Serials as postings and traces ask for them."""


class Serial(models.Model):
    """One piece of an item. It points to the one balance it lies on; nowhere once it has left the house."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="serials")
    number = models.CharField(_("serial number"), max_length=40)
    balance = models.ForeignKey(
        StockBalance, null=True, blank=True, on_delete=models.PROTECT, related_name="serials"
    )

    objects = SerialQuerySet.as_manager()

    class Meta:
        verbose_name = _("serial")
        verbose_name_plural = _("serials")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "number"], name="one_piece_per_item_and_serial"),
            models.CheckConstraint(condition=~Q(number=""), name="every_serial_has_a_number"),
        ]

    def __str__(self) -> str:
        return self.number


class SerialMove(models.Model):
    """Which posting took a piece from where to where. Append-only; empty ends are outside the house."""

    serial = models.ForeignKey(Serial, on_delete=models.PROTECT, related_name="moves")
    transaction = models.ForeignKey(StockTransaction, on_delete=models.PROTECT, related_name="serial_moves")
    source = models.ForeignKey(StockBalance, null=True, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(StockBalance, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("move of a serial")
        verbose_name_plural = _("moves of serials")

    def __str__(self) -> str:
        return f"{self.serial_id} by {self.transaction_id}"
