"""Where stock can be: sites, their locations, and the units in which it is moved."""

from typing import ClassVar
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import iff
from core.models import LockableQuerySet, PublicId, TimeStamped
from wms.states import PROMISABLE, VIRTUAL, Discipline, HandlingUnitKind, LocationKind, SiteKind, Temperature


def known_time_zone(value: str) -> None:
    """Raise ValidationError unless the name is an IANA time zone."""
    if value not in available_timezones():
        raise ValidationError(_("%(value)s is not a time zone."), params={"value": value})


class Site(PublicId, TimeStamped):
    """A warehouse, hub or micro-fulfilment centre."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=9, choices=SiteKind, default=SiteKind.WAREHOUSE)
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC", validators=[known_time_zone])
    address = models.CharField(_("address"), max_length=300, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    cart_totes = models.PositiveSmallIntegerField(
        _("totes on a cart"), default=8, help_text=_("As many as one picker takes on one walk.")
    )
    tote_volume_ml = models.PositiveIntegerField(
        _("volume of a tote"), default=45_000, help_text=_("Millilitres that fit into one.")
    )
    tote_weight_g = models.PositiveIntegerField(
        _("weight of a full tote"), default=20_000, help_text=_("Grams that one may carry.")
    )
    count_tolerance_percent = models.PositiveSmallIntegerField(
        _("tolerance of counts"),
        default=2,
        help_text=_("Percent of the books: a larger difference is counted again by somebody else."),
    )

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=iff(Q(longitude__isnull=True), Q(latitude__isnull=True)),
                name="site_has_both_coordinates_or_none",
            ),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True)
                | (
                    Q(longitude__range=(-180, 180))
                    & Q(latitude__range=(-90, 90))
                    & ~Q(longitude=0, latitude=0)
                ),
                name="site_lies_on_the_globe",
            ),
            models.CheckConstraint(
                condition=Q(cart_totes__gt=0, tote_volume_ml__gt=0, tote_weight_g__gt=0),
                name="a_site_has_carts_that_hold_something",
            ),
            models.CheckConstraint(
                condition=Q(count_tolerance_percent__lte=100), name="a_tolerance_is_a_share_of_the_books"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which people here read the clock."""
        return ZoneInfo(self.time_zone)


class SiteAccess(models.Model):
    """Which people may see and work in which site."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="accesses")

    class Meta:
        verbose_name = _("access to a site")
        verbose_name_plural = _("accesses to sites")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "site"], name="one_access_per_user_and_site")
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.site}"


class LocationQuerySet(LockableQuerySet["Location"]):
    """Locations as postings and screens ask for them."""

    def real(self) -> "LocationQuerySet":
        """Places one can walk to or drive."""
        return self.exclude(kind__in=VIRTUAL)

    def in_walk_order(self) -> "LocationQuerySet":
        """As a picker passes them."""
        return self.order_by("pick_sequence", "code")


class Location(PublicId, TimeStamped):
    """A place that holds stock. Virtual ones are the other side of receipts, deliveries and losses."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="locations")
    code = models.CharField(_("code"), max_length=40)
    kind = models.CharField(_("kind"), max_length=8, choices=LocationKind, default=LocationKind.BIN)
    zone = models.CharField(_("zone"), max_length=40, blank=True)
    aisle = models.CharField(_("aisle"), max_length=10, blank=True)
    pick_sequence = models.PositiveIntegerField(_("walk order"), default=0)
    is_pickable = models.BooleanField(_("pickable"), default=True)
    temperature = models.CharField(
        _("temperature"), max_length=7, choices=Temperature, default=Temperature.AMBIENT
    )
    max_weight_g = models.PositiveBigIntegerField(
        _("maximum weight"), null=True, blank=True, help_text=_("Grams.")
    )
    discipline = models.CharField(_("lane discipline"), max_length=13, choices=Discipline, blank=True)
    locked_reason = models.CharField(
        _("locked because"), max_length=120, blank=True, help_text=_("Empty: not locked.")
    )

    objects = LocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "code"], name="one_location_of_a_code_per_site"),
            models.CheckConstraint(condition=~Q(code=""), name="every_location_has_a_code"),
            models.CheckConstraint(
                condition=iff(Q(kind="LANE"), ~Q(discipline="")),
                name="lanes_and_only_lanes_have_a_discipline",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["site", "kind", "pick_sequence"], name="wms_location_walk")]

    def __str__(self) -> str:
        return self.code

    @property
    def is_virtual(self) -> bool:
        """Whether its balances may be negative."""
        return self.kind in VIRTUAL

    @property
    def is_promisable(self) -> bool:
        """Whether available stock here may be promised to orders."""
        return self.kind in PROMISABLE


class HandlingUnitQuerySet(LockableQuerySet["HandlingUnit"]):
    """Handling units as packing, staging and loading ask for them."""


class HandlingUnit(PublicId, TimeStamped):
    """Something one moves as a whole, named by its SSCC. Its stock moves with it."""

    sscc = models.CharField(_("SSCC"), max_length=18, unique=True)
    kind = models.CharField(
        _("kind"), max_length=6, choices=HandlingUnitKind, default=HandlingUnitKind.CARTON
    )
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="handling_units")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="handling_units")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    weight_g = models.PositiveBigIntegerField(_("gross weight"), null=True, blank=True, help_text=_("Grams."))
    volume_ml = models.PositiveBigIntegerField(
        _("volume"), null=True, blank=True, help_text=_("Millilitres.")
    )
    temperature = models.CharField(
        _("temperature"), max_length=7, choices=Temperature, default=Temperature.AMBIENT
    )

    objects = HandlingUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("handling unit")
        verbose_name_plural = _("handling units")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(sscc__regex=r"^\d{18}$"), name="an_sscc_has_eighteen_digits"),
            models.CheckConstraint(condition=~Q(parent=models.F("id")), name="no_unit_stands_in_itself"),
        ]

    def __str__(self) -> str:
        return self.sscc
