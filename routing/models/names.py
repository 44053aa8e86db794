"""What an address can be found by: streets with their house numbers, towns and post codes."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Func
from django.utils.translation import gettext_lazy as _


class Street(models.Model):
    """A street of a town. `search_key` is its name in the geocoder's spelling (routing.extracts.wording)."""

    network = models.ForeignKey("routing.RoadNetwork", on_delete=models.CASCADE, related_name="streets")
    name = models.CharField(_("name"), max_length=255)
    city = models.CharField(_("town"), max_length=255, blank=True)
    postcodes = ArrayField(models.CharField(max_length=20), default=list)
    search_key = models.CharField(max_length=255)
    city_key = models.CharField(max_length=255, blank=True)
    longitude = models.FloatField()
    latitude = models.FloatField()

    class Meta:
        verbose_name = _("street")
        verbose_name_plural = _("streets")
        indexes: ClassVar = [
            GistIndex(name="street_by_likeness", fields=["search_key"], opclasses=["gist_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.city}" if self.city else self.name


class AddressPoint(models.Model):
    """A house: its number in its street, and where it stands."""

    street = models.ForeignKey(Street, on_delete=models.CASCADE, related_name="points")
    number = models.CharField(_("house number"), max_length=40)
    number_key = models.CharField(max_length=40)
    number_value = models.PositiveIntegerField(null=True, help_text=_("Its leading whole number."))
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    longitude = models.FloatField()
    latitude = models.FloatField()

    class Meta:
        verbose_name = _("address point")
        verbose_name_plural = _("address points")
        indexes: ClassVar = [
            models.Index(fields=["street", "number_key"], name="address_by_number"),
            models.Index(fields=["street", "number_value"], name="address_by_neighbour"),
            GistIndex(
                Func(F("longitude"), F("latitude"), function="point"),
                name="address_by_nearness",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Place(models.Model):
    """A town, a part of one, or a post code, with its middle."""

    network = models.ForeignKey("routing.RoadNetwork", on_delete=models.CASCADE, related_name="places")
    name = models.CharField(_("name"), max_length=255)
    kind = models.CharField(max_length=20, help_text=_("city, town, village, suburb … or postcode"))
    search_key = models.CharField(max_length=255)
    longitude = models.FloatField()
    latitude = models.FloatField()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        indexes: ClassVar = [
            models.Index(fields=["network", "search_key"], name="place_by_name"),
        ]

    def __str__(self) -> str:
        return self.name
