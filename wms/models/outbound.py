"""What is to leave: orders as the warehouse sees them, their shipments, and what could not be promised."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import LockableQuerySet, PublicId, TimeStamped
from wms.models.items import Item, Owner
from wms.models.places import Site
from wms.states import ORDER, SHIPMENT, BackorderReason, OrderStatus, ShipmentStatus


class OutboundOrderQuerySet(LockableQuerySet["OutboundOrder"]):
    """Orders as the warehouse asks for them."""


class OutboundOrder(PublicId, TimeStamped):
    """Goods that someone is to get from one site. Where to and when is the road's business."""

    number = models.CharField(_("number"), max_length=40, unique=True)
    source = models.CharField(_("source"), max_length=40, help_text=_("Which system or file it came from."))
    external_id = models.CharField(
        _("external id"), max_length=80, help_text=_("The caller's own name for it.")
    )
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="orders")
    owner = models.ForeignKey(Owner, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(_("status"), max_length=9, choices=OrderStatus, default=OrderStatus.ACCEPTED)
    priority = models.PositiveSmallIntegerField(
        _("priority"), default=0, help_text=_("0 to 100; higher first.")
    )
    accepted_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = OutboundOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("outbound order")
        verbose_name_plural = _("outbound orders")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "external_id"], name="one_order_per_external_id"),
            models.CheckConstraint(condition=Q(priority__lte=100), name="priority_is_at_most_100"),
            models.CheckConstraint(
                condition=Q(status="CANCELLED", cancelled_at__isnull=False)
                | (~Q(status="CANCELLED") & Q(cancelled_at__isnull=True)),
                name="order_has_a_time_of_cancelling_iff_cancelled",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def become(self, status: OrderStatus) -> None:
        """Move on; raises IllegalMoveError where the table forbids it."""
        ORDER.check(OrderStatus(self.status), status)
        self.status = status

    def cancel(self, *, at: datetime) -> None:
        """End it; raises IllegalMoveError where it has left already."""
        self.become(OrderStatus.CANCELLED)
        self.cancelled_at = at


class OutboundOrderLine(models.Model):
    """One item of an order, in whole base units."""

    order = models.ForeignKey(OutboundOrder, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveSmallIntegerField(_("line"))
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    quantity = models.BigIntegerField(_("quantity"))

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "number"], name="one_line_per_number"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="a_line_is_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.number}"


class Backorder(TimeStamped):
    """The part of a line that no stock could be promised for, and why; closed once it is promised."""

    line = models.ForeignKey(OutboundOrderLine, on_delete=models.CASCADE, related_name="backorders")
    quantity = models.BigIntegerField(_("quantity"))
    reason = models.CharField(_("reason"), max_length=11, choices=BackorderReason)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("backorder")
        verbose_name_plural = _("backorders")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["line"], condition=Q(closed_at__isnull=True), name="one_open_backorder_per_line"
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="a_backorder_is_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of line {self.line_id}"


class ShipmentQuerySet(LockableQuerySet["Shipment"]):
    """Shipments as the road asks for them."""


class Shipment(PublicId, TimeStamped):
    """The goods of one order that leave together: estimated at acceptance, real units once packed."""

    order = models.ForeignKey(OutboundOrder, on_delete=models.PROTECT, related_name="shipments")
    status = models.CharField(
        _("status"), max_length=9, choices=ShipmentStatus, default=ShipmentStatus.PLANNED
    )
    units = models.PositiveIntegerField(
        _("units"), default=1, help_text=_("Parcels, estimated until packed.")
    )
    weight_g = models.PositiveBigIntegerField(_("weight"), default=0, help_text=_("Grams."))
    volume_ml = models.PositiveBigIntegerField(_("volume"), default=0, help_text=_("Millilitres."))

    objects = ShipmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("shipment")
        verbose_name_plural = _("shipments")

    def __str__(self) -> str:
        return f"shipment of {self.order_id}"

    def become(self, status: ShipmentStatus) -> None:
        """Move on; raises IllegalMoveError where the table forbids it."""
        SHIPMENT.check(ShipmentStatus(self.status), status)
        self.status = status
