"""Who drives and what: drivers, kinds of vehicle with their compartments, vehicles."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import LockableQuerySet, PublicId, TimeStamped
from lastmile.states import DoorSide, LoadingPolicy, VehicleKind
from wms.models import Location, Site
from wms.states import Temperature


class DriverQuerySet(LockableQuerySet["Driver"]):
    """Drivers as shifts and screens ask for them."""

    def active(self) -> "DriverQuerySet":
        """Drivers who may be given shifts."""
        return self.filter(is_active=True)


class Driver(PublicId, TimeStamped):
    """A person who drives for a site. Signs in only if a user is named."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    skills = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("skills"),
        default=list,
        blank=True,
        help_text=_("What the driver can do that orders may ask for, for example heavy-lifting."),
    )
    is_active = models.BooleanField(_("active"), default=True)

    objects = DriverQuerySet.as_manager()

    class Meta:
        verbose_name = _("driver")
        verbose_name_plural = _("drivers")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(code="") & ~Q(name=""), name="every_driver_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class VehicleType(TimeStamped):
    """A kind of vehicle: what fits in, what it can do, what it costs. Planning reads nothing else of it."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=5, choices=VehicleKind, default=VehicleKind.VAN)
    capacity_g = models.PositiveBigIntegerField(_("payload"), help_text=_("Grams."))
    capacity_ml = models.PositiveBigIntegerField(_("load space"), help_text=_("Millilitres."))
    capacity_units = models.PositiveIntegerField(
        _("parcels"), null=True, blank=True, help_text=_("At most this many; empty: no limit.")
    )
    features = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("features"),
        default=list,
        blank=True,
        help_text=_("What orders may ask for, for example tail-lift or chilled."),
    )
    loading_policy = models.CharField(
        _("loading"), max_length=11, choices=LoadingPolicy, default=LoadingPolicy.STRICT_LIFO
    )
    speed_permille = models.PositiveIntegerField(
        _("speed"), default=1000, help_text=_("Thousandths of the road profile's speed.")
    )
    max_metres = models.PositiveIntegerField(
        _("range"), null=True, blank=True, help_text=_("Metres a route may have; empty: no limit.")
    )
    max_stops = models.PositiveIntegerField(_("most stops"), null=True, blank=True)
    cost_fixed = models.PositiveIntegerField(_("cost per day"), default=0, help_text=_("Minor units."))
    cost_per_hour = models.PositiveIntegerField(_("cost per hour"), default=0, help_text=_("Minor units."))
    cost_per_km = models.PositiveIntegerField(_("cost per kilometre"), default=0, help_text=_("Minor units."))
    currency = models.CharField(_("currency"), max_length=3, default="EUR")

    class Meta:
        verbose_name = _("vehicle type")
        verbose_name_plural = _("vehicle types")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(code=""), name="every_vehicle_type_has_a_code"),
            models.CheckConstraint(
                condition=Q(capacity_g__gt=0, capacity_ml__gt=0)
                & (Q(capacity_units__isnull=True) | Q(capacity_units__gt=0)),
                name="every_vehicle_type_holds_something",
            ),
            models.CheckConstraint(
                condition=Q(speed_permille__range=(1, 5000)), name="a_vehicle_type_has_a_usable_speed"
            ),
            models.CheckConstraint(
                condition=Q(currency__regex=r"^[A-Z]{3}$"), name="a_vehicle_types_currency_has_three_letters"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Compartment(models.Model):
    """One space of a vehicle type: its temperature, its own limits, the door it is reached through."""

    vehicle_type = models.ForeignKey(VehicleType, on_delete=models.CASCADE, related_name="compartments")
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=40)
    temperature = models.CharField(
        _("temperature"), max_length=7, choices=Temperature, default=Temperature.AMBIENT
    )
    capacity_g = models.PositiveBigIntegerField(_("payload"), help_text=_("Grams."))
    capacity_ml = models.PositiveBigIntegerField(_("load space"), help_text=_("Millilitres."))
    door = models.CharField(_("door"), max_length=5, choices=DoorSide, default=DoorSide.REAR)
    rows = models.PositiveSmallIntegerField(
        _("rows"), default=0, help_text=_("From the bulkhead to the door; 0: as many as its size suggests.")
    )
    lanes = models.PositiveSmallIntegerField(_("lanes"), default=1, help_text=_("Side by side."))
    tiers = models.PositiveSmallIntegerField(_("tiers"), default=1, help_text=_("On top of each other."))
    max_on_one_g = models.PositiveBigIntegerField(
        _("most on one unit"),
        null=True,
        blank=True,
        help_text=_("Grams that may rest on a unit; empty: no limit."),
    )

    class Meta:
        verbose_name = _("compartment")
        verbose_name_plural = _("compartments")
        ordering: ClassVar = ["vehicle_type", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["vehicle_type", "number"], name="one_compartment_per_number"),
            models.CheckConstraint(
                condition=Q(capacity_g__gt=0, capacity_ml__gt=0), name="a_compartment_holds_something"
            ),
            models.CheckConstraint(
                condition=Q(rows__lte=100, lanes__range=(1, 12), tiers__range=(1, 12)),
                name="a_compartments_places_can_be_drawn",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class VehicleQuerySet(LockableQuerySet["Vehicle"]):
    """Vehicles as shifts and screens ask for them."""

    def active(self) -> "VehicleQuerySet":
        """Vehicles that may be given shifts."""
        return self.filter(is_active=True)


class Vehicle(PublicId, TimeStamped):
    """A van, bike or truck. What it carries stands, on the books, at its own location."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    type = models.ForeignKey(VehicleType, on_delete=models.PROTECT, related_name="vehicles")
    plate = models.CharField(_("number plate"), max_length=20, blank=True)
    location = models.OneToOneField(Location, on_delete=models.PROTECT, related_name="+")
    is_active = models.BooleanField(_("active"), default=True)

    objects = VehicleQuerySet.as_manager()

    class Meta:
        verbose_name = _("vehicle")
        verbose_name_plural = _("vehicles")
        permissions: ClassVar = [("manage_fleet", _("Can change vehicles, drivers and shifts"))]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(code=""), name="every_vehicle_has_a_code"),
        ]

    def __str__(self) -> str:
        return self.code
