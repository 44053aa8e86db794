"""What is to be counted, what people counted, and what came of it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import iff
from core.models import LockableQuerySet, PublicId, TimeStamped
from wms.models.items import Item, Lot
from wms.models.places import Location
from wms.models.stock import StockTransaction
from wms.states import COUNT, COUNT_OVER, COUNTED_BY_SOMEBODY, CountReason, CountStatus


class CountRequestQuerySet(LockableQuerySet["CountRequest"]):
    """Requests to count, as allocation and counters ask for them."""

    def open(self) -> "CountRequestQuerySet":
        """Nobody is sent there for the item: not counted, or counted and not decided."""
        return self.filter(closed_at__isnull=True)

    def to_count(self) -> "CountRequestQuerySet":
        """Somebody must go and count."""
        return self.filter(status__in=COUNTED_BY_SOMEBODY)


class CountRequest(PublicId, TimeStamped):
    """One item in one bin that is to be counted; nobody is sent there for it before that is decided."""

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="count_requests")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=10, choices=CountReason, default=CountReason.SHORT_PICK)
    status = models.CharField(_("status"), max_length=10, choices=CountStatus, default=CountStatus.TO_COUNT)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(_("why"), max_length=80, blank=True)
    posting = models.OneToOneField(
        StockTransaction, null=True, blank=True, on_delete=models.PROTECT, related_name="count_request"
    )

    objects = CountRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("bin to count")
        verbose_name_plural = _("bins to count")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["location", "item"],
                condition=Q(closed_at__isnull=True),
                name="one_open_count_per_bin_and_item",
            ),
            models.CheckConstraint(
                condition=iff(Q(status__in=COUNT_OVER), Q(closed_at__isnull=False)),
                name="a_count_that_is_over_knows_since_when",
            ),
            models.CheckConstraint(
                condition=iff(Q(status="ADJUSTED"), Q(posting__isnull=False)),
                name="books_adjusted_by_a_count_name_the_posting",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["status", "requested_at"],
                condition=Q(closed_at__isnull=True),
                name="wms_count_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id} at {self.location_id}"

    def become(self, status: CountStatus) -> None:
        """Move on; raises IllegalMoveError where the table forbids it."""
        COUNT.check(CountStatus(self.status), status)
        self.status = status


class Count(PublicId, TimeStamped):
    """One person's blind count of one item in one bin; never changed. Without a line nothing was there."""

    request = models.ForeignKey(CountRequest, on_delete=models.PROTECT, related_name="counts")
    number = models.PositiveSmallIntegerField(_("number"), help_text=_("1 is the first count."))
    begun_at = models.DateTimeField(help_text=_("When the counter stood at the bin."))
    counted_at = models.DateTimeField(help_text=_("When the last piece was counted."))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    device = models.CharField(max_length=80, blank=True)
    command = models.CharField(max_length=80, unique=True, help_text=_("The act it came from."))

    class Meta:
        verbose_name = _("count")
        verbose_name_plural = _("counts")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "number"], name="one_count_per_number"),
            models.CheckConstraint(
                condition=Q(begun_at__lte=models.F("counted_at")), name="a_count_begins_before_it_ends"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id}/{self.number}"


class CountLine(models.Model):
    """How many base units of one lot were counted, whatever owner or unit the books have them under."""

    count = models.ForeignKey(Count, on_delete=models.PROTECT, related_name="lines")
    lot = models.ForeignKey(Lot, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    quantity = models.BigIntegerField(_("quantity"))
    serials = models.JSONField(default=list)

    class Meta:
        verbose_name = _("line of a count")
        verbose_name_plural = _("lines of counts")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["count", "lot"], name="one_line_per_lot_counted", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="a_counted_line_is_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.lot_id}"
