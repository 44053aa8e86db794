"""What the warehouse counts: items with their packs, barcodes and lots, and whose stock it is."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from core.models import LockableQuerySet, PublicId, TimeStamped
from wms.states import BaseUnit, LotStatus, Temperature, Tracking

POSITIVE_SIZES = (
    Q(weight_g__isnull=True) | Q(weight_g__gt=0),
    Q(length_mm__isnull=True) | Q(length_mm__gt=0),
    Q(width_mm__isnull=True) | Q(width_mm__gt=0),
    Q(height_mm__isnull=True) | Q(height_mm__gt=0),
)


class Sized(models.Model):
    """Weight and outer size of one piece; empty where nobody has measured it."""

    weight_g = models.PositiveBigIntegerField(_("weight"), null=True, blank=True, help_text=_("Grams."))
    length_mm = models.PositiveIntegerField(_("length"), null=True, blank=True, help_text=_("Millimetres."))
    width_mm = models.PositiveIntegerField(_("width"), null=True, blank=True, help_text=_("Millimetres."))
    height_mm = models.PositiveIntegerField(_("height"), null=True, blank=True, help_text=_("Millimetres."))

    class Meta:
        abstract = True

    @property
    def volume_ml(self) -> int | None:
        """Outer volume in millilitres, rounded up; None where a size is missing."""
        if self.length_mm is None or self.width_mm is None or self.height_mm is None:
            return None
        return -(-self.length_mm * self.width_mm * self.height_mm // 1000)


class Owner(TimeStamped):
    """Whose stock it is, where the warehouse keeps goods for several companies."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("owner")
        verbose_name_plural = _("owners")

    def __str__(self) -> str:
        return self.code


class ItemQuerySet(LockableQuerySet["Item"]):
    """Items as screens and imports ask for them."""

    def active(self) -> "ItemQuerySet":
        """Items that may be ordered and received."""
        return self.filter(is_active=True)


class Item(PublicId, Sized, TimeStamped):
    """A thing the warehouse counts, in whole base units. `sku` is its name on every screen and file."""

    sku = models.CharField(_("SKU"), max_length=40, unique=True)
    external_id = models.CharField(
        _("external id"),
        max_length=80,
        blank=True,
        help_text=_("Its number in the system that leads the items; files of stock may name it."),
    )
    name = models.CharField(_("name"), max_length=200)
    category = models.CharField(_("category"), max_length=80, blank=True)
    base_unit = models.CharField(_("base unit"), max_length=10, choices=BaseUnit, default=BaseUnit.EACH)
    tracking = models.CharField(_("tracking"), max_length=6, choices=Tracking, default=Tracking.NONE)
    has_expiry = models.BooleanField(_("expires"), default=False)
    min_remaining_days = models.PositiveIntegerField(
        _("minimum shelf life"), default=0, help_text=_("Days that must be left when it is delivered.")
    )
    reorder_point = models.PositiveBigIntegerField(
        _("reorder point"), default=0, help_text=_("Base units; with so many free or fewer, stock is low.")
    )
    temperature = models.CharField(
        _("temperature"), max_length=7, choices=Temperature, default=Temperature.AMBIENT
    )
    hazard_class = models.CharField(_("hazard class"), max_length=10, blank=True, help_text=_("ADR class."))
    is_fragile = models.BooleanField(_("fragile"), default=False)
    value_minor = models.PositiveBigIntegerField(
        _("value"),
        null=True,
        blank=True,
        help_text=_("Minor units per base unit; decides what proof is due."),
    )
    minimum_age = models.PositiveSmallIntegerField(
        _("minimum age"), default=0, help_text=_("Sold from this age on; the driver asks. 0: to anyone.")
    )
    is_active = models.BooleanField(_("active"), default=True)
    picture = models.CharField(_("picture"), max_length=200, blank=True, help_text=_("A static file."))

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        permissions: ClassVar = [("manage_items", _("Can import and change items"))]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(sku=""), name="every_item_has_a_sku"),
            models.UniqueConstraint(
                fields=["external_id"], condition=~Q(external_id=""), name="one_item_per_external_id"
            ),
            models.CheckConstraint(
                condition=Q(has_expiry=False) | ~Q(tracking="NONE"), name="what_expires_is_tracked_by_lot"
            ),
            *(
                models.CheckConstraint(condition=condition, name=f"item_sizes_are_positive_{number}")
                for number, condition in enumerate(POSITIVE_SIZES)
            ),
        ]
        # Three-letter pieces: a search for any part of a SKU or a name is answered from an index.
        indexes: ClassVar = [
            GinIndex(OpClass(Upper("sku"), name="gin_trgm_ops"), name="wms_item_sku_part"),
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="wms_item_name_part"),
        ]

    def __str__(self) -> str:
        return self.sku


class Pack(Sized):
    """A level above the base unit: how many base units a case, layer or pallet holds."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="packs")
    name = models.CharField(_("name"), max_length=40)
    quantity = models.PositiveIntegerField(
        _("base units"), help_text=_("How many base units one pack holds.")
    )

    class Meta:
        verbose_name = _("pack")
        verbose_name_plural = _("packs")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "name"], name="one_pack_of_a_name_per_item"),
            models.CheckConstraint(condition=Q(quantity__gt=1), name="a_pack_holds_more_than_one"),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.name} of {self.quantity}"


class Barcode(models.Model):
    """A code that, scanned, means one item, or one pack of it. No code means two things."""

    code = models.CharField(_("code"), max_length=60, unique=True)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="barcodes")
    pack = models.ForeignKey(Pack, null=True, blank=True, on_delete=models.CASCADE, related_name="barcodes")

    class Meta:
        verbose_name = _("barcode")
        verbose_name_plural = _("barcodes")

    def __str__(self) -> str:
        return self.code


class LotQuerySet(LockableQuerySet["Lot"]):
    """Lots as allocation and recall ask for them."""


class Lot(PublicId, TimeStamped):
    """Items made together: one expiry date and one status, wherever they lie."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="lots")
    code = models.CharField(_("code"), max_length=40)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=LotStatus, default=LotStatus.RELEASED)

    objects = LotQuerySet.as_manager()

    class Meta:
        verbose_name = _("lot")
        verbose_name_plural = _("lots")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "code"], name="one_lot_of_a_code_per_item"),
            models.CheckConstraint(condition=~Q(code=""), name="every_lot_has_a_code"),
        ]

    def __str__(self) -> str:
        return self.code
