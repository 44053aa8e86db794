"""Orders as the road sees them: to whom, where, when, how; and each visit to the door."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.constraints import iff
from core.models import LockableQuerySet, PublicId, TimeStamped
from lastmile.models.addresses import Address
from lastmile.states import (
    DELIVERY,
    REACHABLE,
    DeliveryStatus,
    SiteChoice,
)
from wms.models import OutboundOrder, Shipment


class DeliveryQuerySet(LockableQuerySet["Delivery"]):
    """Deliveries as planning and screens ask for them."""

    def plannable(self) -> "DeliveryQuerySet":
        """To be planned, and to an address that one may drive to."""
        return self.filter(status=DeliveryStatus.PENDING, address__status__in=REACHABLE)


class Delivery(PublicId, TimeStamped):
    """One shipment's way to its recipient. Its external id and source are its order's."""

    order = models.ForeignKey(OutboundOrder, on_delete=models.PROTECT, related_name="+")
    shipment = models.OneToOneField(Shipment, on_delete=models.PROTECT, related_name="+")
    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="deliveries")
    recipient_name = models.CharField(_("recipient"), max_length=120)
    recipient_phone = models.CharField(_("phone"), max_length=40, blank=True)
    recipient_email = models.EmailField(_("e-mail"), blank=True)
    deliver_on = models.DateField(_("day"), help_text=_("The day at the site."))
    promised_from = models.DateTimeField(
        null=True, blank=True, help_text=_("What the recipient was told, once one window is chosen.")
    )
    promised_until = models.DateTimeField(null=True, blank=True)
    service_seconds = models.PositiveIntegerField(_("time at the door"), help_text=_("Seconds."))
    instructions = models.TextField(_("instructions"), max_length=1000, blank=True)
    skills = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("skills"),
        default=list,
        blank=True,
        help_text=_("What the driver must be able to do."),
    )
    features = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("features"),
        default=list,
        blank=True,
        help_text=_("What the vehicle must have."),
    )
    priority = models.PositiveSmallIntegerField(
        _("priority"), default=0, help_text=_("0 to 100; higher first.")
    )
    site_choice = models.CharField(_("site chosen because"), max_length=18, choices=SiteChoice)
    site_metres = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("From the site to the address; empty where nobody measured.")
    )
    site_metres_estimated = models.BooleanField(default=False, help_text=_("Not measured on roads."))
    status = models.CharField(
        _("status"), max_length=9, choices=DeliveryStatus, default=DeliveryStatus.PENDING
    )
    delivered_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=200, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        permissions: ClassVar = [
            ("view_orders", _("Can see orders and deliveries")),
            ("manage_orders", _("Can import, amend and cancel orders")),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(recipient_name=""), name="every_delivery_has_a_recipient"),
            models.CheckConstraint(condition=Q(priority__lte=100), name="delivery_priority_is_at_most_100"),
            models.CheckConstraint(
                condition=Q(promised_from__isnull=True, promised_until__isnull=True)
                | Q(
                    promised_from__isnull=False,
                    promised_until__isnull=False,
                    promised_until__gt=F("promised_from"),
                ),
                name="a_promise_to_the_recipient_has_both_ends",
            ),
            models.CheckConstraint(
                condition=iff(Q(status="DELIVERED"), Q(delivered_at__isnull=False)),
                name="a_delivery_has_a_time_of_delivering_iff_delivered",
            ),
            models.CheckConstraint(
                condition=iff(Q(status="CANCELLED"), Q(cancelled_at__isnull=False)),
                name="a_delivery_has_a_time_of_cancelling_iff_cancelled",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["deliver_on", "status"], name="lastmile_delivery_day"),
            models.Index(fields=["order"], name="lastmile_delivery_order"),
            GinIndex(
                name="lastmile_delivery_recipient",
                fields=["recipient_name"],
                opclasses=["gin_trgm_ops"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient_name}, {self.deliver_on}"

    def become(self, status: DeliveryStatus) -> None:
        """Move on; raises IllegalMoveError where the table forbids it."""
        DELIVERY.check(DeliveryStatus(self.status), status)
        self.status = status


class DeliveryWindow(models.Model):
    """A time in which service at the door may begin. Several are alternatives; none means all day."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="windows")
    opens = models.DateTimeField(_("from"))
    closes = models.DateTimeField(_("until"))

    class Meta:
        verbose_name = _("delivery window")
        verbose_name_plural = _("delivery windows")
        ordering: ClassVar = ["delivery", "opens"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["delivery", "opens"], name="one_window_per_opening"),
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="a_window_closes_after_it_opens"),
        ]

    def __str__(self) -> str:
        return f"{self.opens:%H:%M} to {self.closes:%H:%M}"
