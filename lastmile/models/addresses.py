"""Where recipients are: the words they gave, the pin at the door, and the point on the street."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import iff
from core.models import LockableQuerySet, PublicId, TimeStamped
from lastmile.models.points import on_the_globe
from lastmile.states import ADDRESS, REACHABLE, AddressLevel, AddressStatus, CheckReason


class AddressQuerySet(LockableQuerySet["Address"]):
    """Addresses as intake and the check list ask for them."""

    def reachable(self) -> "AddressQuerySet":
        """Addresses that one may drive to."""
        return self.filter(status__in=REACHABLE)

    def to_check(self) -> "AddressQuerySet":
        """Addresses that a person should look at."""
        return self.filter(status=AddressStatus.CHECK)


class Address(PublicId, TimeStamped):
    """One place to deliver to, once per wording: what a person decides about it holds the next time too.

    The pin is the door; the access point is where the vehicle stops, on the road. Its words never change:
    an order that is amended to other words points to another address.
    """

    match_key = models.CharField(
        max_length=64,
        unique=True,
        editable=False,
        help_text=_("Hash of the normalised words, and of the coordinates where the order gave any."),
    )
    line1 = models.CharField(_("street and number"), max_length=200)
    line2 = models.CharField(_("second line"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    town = models.CharField(_("town"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True, help_text=_("Two letters, ISO 3166."))
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    access_longitude = models.FloatField(null=True, blank=True)
    access_latitude = models.FloatField(null=True, blank=True)
    access_metres = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("From the pin to the access point; empty without roads.")
    )
    level = models.CharField(_("exactness"), max_length=12, choices=AddressLevel, blank=True)
    confidence = models.PositiveSmallIntegerField(
        _("confidence"), default=0, help_text=_("How sure the pin is, in percent.")
    )
    source = models.CharField(
        _("source"), max_length=20, blank=True, help_text=_("Which geocoder, or given, or hand.")
    )
    status = models.CharField(_("status"), max_length=13, choices=AddressStatus, default=AddressStatus.CHECK)
    check_reason = models.CharField(_("reason"), max_length=14, choices=CheckReason, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = AddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        permissions: ClassVar = [("check_addresses", _("Can look at addresses and set their pins"))]
        constraints: ClassVar = [
            *on_the_globe("address_pin", longitude="longitude", latitude="latitude"),
            *on_the_globe("address_access", longitude="access_longitude", latitude="access_latitude"),
            models.CheckConstraint(condition=Q(confidence__lte=100), name="confidence_is_at_most_100"),
            models.CheckConstraint(
                condition=~Q(status__in=REACHABLE)
                | Q(longitude__isnull=False, access_longitude__isnull=False),
                name="a_reachable_address_has_a_pin_and_an_access_point",
            ),
            models.CheckConstraint(
                condition=iff(Q(longitude__isnull=True), Q(level="")), name="a_pin_says_how_exact_it_is"
            ),
            models.CheckConstraint(
                condition=iff(Q(status="CHECK"), ~Q(check_reason="")),
                name="an_address_has_a_check_reason_iff_it_is_to_be_checked",
            ),
            models.CheckConstraint(
                condition=iff(Q(status="CONFIRMED"), Q(confirmed_at__isnull=False)),
                name="an_address_has_a_time_of_confirming_iff_confirmed",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(status="CHECK"), name="lastmile_address_to_check")
        ]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.line1, f"{self.postcode} {self.town}".strip()) if part)

    @property
    def is_reachable(self) -> bool:
        """Whether deliveries to it may be planned."""
        return self.status in REACHABLE

    def become(self, status: AddressStatus) -> None:
        """Move on; raises IllegalMoveError where the table forbids it."""
        ADDRESS.check(AddressStatus(self.status), status)
        self.status = status
