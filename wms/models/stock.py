"""The stock ledger: postings that sum to zero, and the balances that are their running sums.

Only `wms.services.ledger` and its neighbours write these tables. The database states what must hold; the code
asks. See docs/adr/0004.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import LockableQuerySet
from core.public_ids import DatabaseUuid7, uuid7
from wms.models.items import Item, Lot, Owner
from wms.models.outbound import OutboundOrderLine
from wms.models.places import HandlingUnit, Location, Site
from wms.states import AllocationStatus, PromiseStatus, StockStatus, TransactionKind


class StockBalanceQuerySet(LockableQuerySet["StockBalance"]):
    """Balances as allocation and screens ask for them."""

    def there(self) -> "StockBalanceQuerySet":
        """Rows that hold something."""
        return self.exclude(on_hand=0)

    def real(self) -> "StockBalanceQuerySet":
        """Stock one can touch."""
        return self.filter(allow_negative=False)

    def first_expired_first(self) -> "StockBalanceQuerySet":
        """What should leave first: by expiry, then by age."""
        return self.order_by(F("expires_on").asc(nulls_last=True), "fifo_at", "pk")


class StockBalance(models.Model):
    """How much of one item, lot, owner and status lies at one location, loose or in one handling unit."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="balances")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="balances", db_index=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="balances")
    lot = models.ForeignKey(Lot, null=True, blank=True, on_delete=models.PROTECT, related_name="balances")
    handling_unit = models.ForeignKey(
        HandlingUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="balances"
    )
    owner = models.ForeignKey(Owner, on_delete=models.PROTECT, related_name="balances", db_index=False)
    status = models.PositiveSmallIntegerField(choices=StockStatus, default=StockStatus.AVAILABLE)
    allow_negative = models.BooleanField(default=False, help_text=_("Copied from virtual locations."))
    is_promisable = models.BooleanField(
        default=True, help_text=_("Available stock at a location whose stock may be promised.")
    )
    on_hand = models.BigIntegerField(default=0)
    allocated = models.BigIntegerField(default=0)
    fifo_at = models.DateTimeField(help_text=_("The age of the stock; it travels with it."))
    expires_on = models.DateField(
        null=True, blank=True, help_text=_("Copied from the lot, for the pick index.")
    )
    version = models.BigIntegerField(default=0)
    # The pick index's predicate is this boolean and not the quantities: so most updates stay heap-only.
    has_available = models.GeneratedField(
        expression=models.ExpressionWrapper(
            Q(status=StockStatus.AVAILABLE, on_hand__gt=F("allocated"), allow_negative=False),
            output_field=models.BooleanField(),
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )

    objects = StockBalanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("stock balance")
        verbose_name_plural = _("stock balances")
        permissions: ClassVar = [
            ("view_stock", _("Can see items and stock")),
            ("adjust_stock", _("Can import and adjust stock")),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["site", "location", "item", "lot", "handling_unit", "owner", "status"],
                name="one_balance_per_place_and_kind",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(allow_negative=True) | Q(on_hand__gte=0),
                name="stock_on_hand_is_never_negative",
                violation_error_message=_("There is not that much there."),
            ),
            models.CheckConstraint(
                condition=Q(allocated__gte=0) & (Q(allow_negative=True) | Q(allocated__lte=F("on_hand"))),
                name="stock_allocated_is_within_on_hand",
                violation_error_message=_("More is allocated here than there is."),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["item", "site", "expires_on", "fifo_at", "id"],
                name="wms_balance_pick",
                condition=Q(has_available=True),
            ),
            models.Index(fields=["location"], name="wms_balance_location"),
        ]

    def __str__(self) -> str:
        return f"{self.on_hand} of {self.item_id} at {self.location_id}"

    @property
    def free(self) -> int:
        """On hand and not allocated."""
        return self.on_hand - self.allocated


class StockTransaction(models.Model):
    """One posting to the ledger. Append-only: a mistake is corrected by a reversal that names it."""

    id = models.UUIDField(primary_key=True, default=uuid7, db_default=DatabaseUuid7(), editable=False)
    kind = models.CharField(max_length=8, choices=TransactionKind)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    posted_at = models.DateTimeField(auto_now_add=True)
    effective_at = models.DateTimeField(help_text=_("When it happened, by the clock of who did it."))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    device = models.CharField(max_length=80, blank=True)
    source = models.CharField(
        max_length=80, blank=True, help_text=_("The document behind it: kind:public id.")
    )
    reason = models.CharField(max_length=80, blank=True)
    reverses = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversed_by"
    )
    idempotency_scope = models.CharField(max_length=80)
    idempotency_key = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("stock transaction")
        verbose_name_plural = _("stock transactions")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["idempotency_scope", "idempotency_key"], name="one_posting_per_idempotency_key"
            ),
            models.CheckConstraint(condition=~Q(idempotency_key=""), name="every_posting_has_a_key"),
        ]
        indexes: ClassVar = [models.Index(fields=["site", "-posted_at"], name="wms_transaction_recent")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class StockEntry(models.Model):
    """One signed line of a posting. Per posting, item and lot the lines sum to zero; a trigger sees to it."""

    transaction = models.ForeignKey(StockTransaction, on_delete=models.PROTECT, related_name="entries")
    balance = models.ForeignKey(
        StockBalance, on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", db_index=False)
    lot = models.ForeignKey(Lot, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    delta = models.BigIntegerField()
    after = models.BigIntegerField(help_text=_("On hand at the balance after this line, by posting order."))
    posted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("stock entry")
        verbose_name_plural = _("stock entries")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(delta=0), name="every_entry_moves_something")
        ]
        indexes: ClassVar = [
            models.Index(fields=["balance", "-id"], name="wms_entry_balance"),
            models.Index(fields=["item", "-posted_at"], name="wms_entry_item"),
        ]

    def __str__(self) -> str:
        return f"{self.delta:+d}"


class PromiseBucket(models.Model):
    """Per item, site and owner: how much may be promised, and how much is. One guarded row each."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="buckets", db_index=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="buckets")
    owner = models.ForeignKey(Owner, on_delete=models.PROTECT, related_name="+", db_index=False)
    capacity = models.BigIntegerField(default=0, help_text=_("Promisable stock on hand."))
    promised = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("promise bucket")
        verbose_name_plural = _("promise buckets")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item", "site", "owner"], name="one_bucket_per_item_site_and_owner"
            ),
            models.CheckConstraint(
                condition=Q(promised__gte=0) & Q(promised__lte=F("capacity")),
                name="no_more_is_promised_than_there_is",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.promised} of {self.capacity}"


class PromiseQuerySet(LockableQuerySet["Promise"]):
    """Promises as demotion and departure ask for them."""


class Promise(models.Model):
    """A claim of one order line on an item at a site, before anyone knows the bin."""

    line = models.ForeignKey(OutboundOrderLine, on_delete=models.PROTECT, related_name="promises")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", db_index=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Owner, on_delete=models.PROTECT, related_name="+", db_index=False)
    quantity = models.BigIntegerField()
    loaded = models.BigIntegerField(
        default=0, help_text=_("Of it in a vehicle: no longer for sale, and no longer counted as promised.")
    )
    status = models.CharField(max_length=8, choices=PromiseStatus, default=PromiseStatus.OPEN)
    priority_at = models.DateTimeField(help_text=_("First promised, first served."))
    expires_at = models.DateTimeField(null=True, blank=True)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["line", "site"], condition=Q(status="OPEN"), name="one_open_promise_per_line_and_site"
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="a_promise_is_of_something"),
            models.CheckConstraint(
                condition=Q(loaded__gte=0) & Q(loaded__lte=F("quantity")),
                name="no_more_is_loaded_than_promised",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["item", "site", "-priority_at"], condition=Q(status="OPEN"), name="wms_promise_open"
            ),
            models.Index(
                fields=["expires_at"],
                condition=Q(status="OPEN", expires_at__isnull=False),
                name="wms_promise_timed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.item_id} for {self.line_id}"


class AllocationQuerySet(LockableQuerySet["Allocation"]):
    """Allocations as picking asks for them."""


class Allocation(models.Model):
    """A claim on one balance: this bin, this lot, for this line. One table for every kind of demand."""

    balance = models.ForeignKey(
        StockBalance, on_delete=models.PROTECT, related_name="allocations", db_index=False
    )
    line = models.ForeignKey(
        OutboundOrderLine, on_delete=models.PROTECT, related_name="allocations", db_index=False
    )
    quantity = models.BigIntegerField()
    picked = models.BigIntegerField(default=0)
    status = models.CharField(max_length=8, choices=AllocationStatus, default=AllocationStatus.OPEN)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AllocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="an_allocation_is_of_something"),
            models.CheckConstraint(
                condition=Q(picked__gte=0) & Q(picked__lte=F("quantity")),
                name="no_more_is_picked_than_allocated",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["balance"], condition=Q(status="OPEN"), name="wms_allocation_balance"),
            models.Index(fields=["line"], name="wms_allocation_line"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} from {self.balance_id} for {self.line_id}"
