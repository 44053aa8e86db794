"""What is packed: cartons to choose from, parcels, and what is in each."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import iff
from core.models import LockableQuerySet, PublicId, TimeStamped
from wms.models.items import Lot
from wms.models.outbound import OutboundOrderLine, Shipment
from wms.models.places import HandlingUnit
from wms.states import PARCEL, ParcelStatus


class CartonType(TimeStamped):
    """A kind of carton that the packing bench has: outer size, and what it holds."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=80)
    length_mm = models.PositiveIntegerField(_("length"), help_text=_("Millimetres, outside."))
    width_mm = models.PositiveIntegerField(_("width"), help_text=_("Millimetres, outside."))
    height_mm = models.PositiveIntegerField(_("height"), help_text=_("Millimetres, outside."))
    holds_ml = models.PositiveIntegerField(
        _("holds"), help_text=_("Millilitres that fit in, padding allowed for.")
    )
    max_weight_g = models.PositiveIntegerField(_("maximum weight"), help_text=_("Grams, with contents."))
    tare_g = models.PositiveIntegerField(_("empty weight"), default=0, help_text=_("Grams."))
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("carton")
        verbose_name_plural = _("cartons")
        ordering: ClassVar = ["holds_ml", "code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    length_mm__gt=0, width_mm__gt=0, height_mm__gt=0, holds_ml__gt=0, max_weight_g__gt=0
                ),
                name="a_carton_has_a_size",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def volume_ml(self) -> int:
        """Outer volume in millilitres, rounded up."""
        return -(-self.length_mm * self.width_mm * self.height_mm // 1000)


class ParcelQuerySet(LockableQuerySet["Parcel"]):
    """Parcels as packing, staging and loading ask for them."""

    def closed(self) -> "ParcelQuerySet":
        """Packed, with a label."""
        return self.filter(status=ParcelStatus.CLOSED)


class Parcel(PublicId, TimeStamped):
    """One packed piece of a shipment: a carton with an SSCC and its real weight and volume."""

    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="parcels")
    number = models.PositiveSmallIntegerField(_("number"))
    handling_unit = models.OneToOneField(HandlingUnit, on_delete=models.PROTECT, related_name="parcel")
    carton_type = models.ForeignKey(
        CartonType, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(_("status"), max_length=6, choices=ParcelStatus, default=ParcelStatus.OPEN)
    weight_g = models.PositiveBigIntegerField(_("weight"), default=0, help_text=_("Grams, gross."))
    volume_ml = models.PositiveBigIntegerField(_("volume"), default=0, help_text=_("Millilitres."))
    packed_at = models.DateTimeField(null=True, blank=True)
    packed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ParcelQuerySet.as_manager()

    class Meta:
        verbose_name = _("parcel")
        verbose_name_plural = _("parcels")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shipment", "number"], name="one_parcel_per_number_and_shipment"),
            models.UniqueConstraint(
                fields=["shipment"], condition=Q(status="OPEN"), name="one_open_carton_per_shipment"
            ),
            models.CheckConstraint(condition=Q(number__gt=0), name="parcels_are_numbered_from_one"),
            models.CheckConstraint(
                condition=iff(Q(status="CLOSED"), Q(packed_at__isnull=False)),
                name="a_closed_parcel_knows_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shipment_id}/{self.number}"

    def become(self, status: ParcelStatus) -> None:
        """Move on; raises IllegalMoveError where the table forbids it."""
        PARCEL.check(ParcelStatus(self.status), status)
        self.status = status


class ParcelLine(models.Model):
    """What of an order line was packed into a parcel. It stays when the goods have left the house."""

    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey(OutboundOrderLine, on_delete=models.PROTECT, related_name="packed")
    lot = models.ForeignKey(Lot, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    quantity = models.BigIntegerField(_("quantity"))
    serials = models.JSONField(default=list)

    class Meta:
        verbose_name = _("line of a parcel")
        verbose_name_plural = _("lines of parcels")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["parcel", "line", "lot"],
                name="one_entry_per_parcel_line_and_lot",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="what_is_packed_is_something"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.line_id}"
