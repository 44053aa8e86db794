"""One posting to the ledger, line by line."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from core.errors import NotFoundError
from wms.models import StockEntry, StockTransaction

MOST_LINES = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Posting:
    """A transaction, its first lines, how many there are, and the posting that undid it, if one did."""

    transaction: StockTransaction
    lines: list[StockEntry]
    line_count: int
    reversed_by: StockTransaction | None


def posting_of(transaction_id: UUID, site_ids: Collection[int]) -> Posting:
    """The posting, if it is of a site that the reader may see. Raises NotFoundError."""
    visible = StockTransaction.objects.filter(site__in=site_ids).select_related("site", "actor", "reverses")
    transaction = visible.filter(pk=transaction_id).first()
    if transaction is None:
        raise NotFoundError(_("There is no such posting, or not for you."))
    lines = StockEntry.objects.filter(transaction=transaction, balance__site__in=site_ids)
    shown = lines.select_related("item", "lot", "balance__location", "balance__handling_unit")
    return Posting(
        transaction=transaction,
        lines=list(shown.order_by("item__sku", "delta", "pk")[:MOST_LINES]),
        line_count=lines.count(),
        reversed_by=StockTransaction.objects.filter(reverses=transaction).first(),
    )
