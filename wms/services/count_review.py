"""What becomes of a difference that was counted: approved and posted, left, counted again, or taken back."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BadInputError
from core.transactions import service
from wms.errors import CountOverError, NotReversibleError
from wms.models import Count, CountRequest, StockTransaction
from wms.services import _count_difference, _counts, ledger, places
from wms.services._count_difference import LotDifference
from wms.states import CountReason, CountStatus, LocationKind, TransactionKind


@dataclass(frozen=True, slots=True)
class Review:
    """A request's last count against the books of its moment, and what the difference is worth."""

    count: Count
    lots: list[LotDifference]
    unit_value_minor: int | None
    """What one base unit is worth; None where nobody said."""

    @property
    def expected(self) -> int:
        """By the books, in base units."""
        return sum(one.expected for one in self.lots)

    @property
    def counted(self) -> int:
        """By the last count, in base units."""
        return sum(one.counted for one in self.lots)

    @property
    def change(self) -> int:
        """What approving would change the books by."""
        return self.counted - self.expected

    @property
    def value_minor(self) -> int | None:
        """What that is worth, in minor units."""
        return None if self.unit_value_minor is None else self.change * self.unit_value_minor


def review_of(*, request: CountRequest) -> Review | None:
    """The last count against the books; None where nobody has counted yet. Reads only."""
    last = _last(request)
    if last is None:
        return None
    return Review(last, _count_difference.differences(request, last), request.item.value_minor)


@service
def approve(*, request_id: int, reason: str, by: User | None, at: datetime) -> CountRequest:
    """Post the difference to the books as a count, with its reason. Claims on what is not there yield.

    Whatever moved since the count is taken into account; if the difference is gone nothing is posted. The
    same again changes nothing. Raises CountOverError, BadInputError without a reason, CountDisturbedError
    where goods turned out to have moved while they were counted, SerialElsewhereError for a number that is
    on the books in another place.
    """
    request = _counts.hold(request_id)
    if request.status == CountStatus.ADJUSTED:
        return request
    last = _to_decide(request)
    reason = _reason(reason)
    _count_difference.refuse_disturbed(request, last)
    found = [one for one in _count_difference.differences(request, last) if not one.is_none]
    if not found:
        _counts.close(request, CountStatus.AGREED, by=by, at=at)
        _counts.tell(request, "agreed", by=by, at=at)
        return request
    request.posting = _post(request, last, found, reason=reason, by=by)
    if any(not one.is_none for one in _count_difference.differences(request, last)):
        # A pick from before the count was posted between our look and our locks. Now the books are held.
        raise _count_difference.disturbed(request)
    request.note = reason
    _counts.close(request, CountStatus.ADJUSTED, by=by, at=at)
    change = sum(one.change for one in found)
    _counts.tell(request, "approved", by=by, at=at, change=change, reason=reason)
    return request


@service
def reject(*, request_id: int, reason: str, by: User | None, at: datetime) -> CountRequest:
    """Leave the books as they are, with the reason; the bin is used again. Raises CountOverError."""
    request = _counts.hold(request_id)
    if request.status == CountStatus.REJECTED:
        return request
    _to_decide(request)
    request.note = _reason(reason)
    _counts.close(request, CountStatus.REJECTED, by=by, at=at)
    _counts.tell(request, "rejected", by=by, at=at, reason=request.note)
    return request


@service
def count_again(*, request_id: int, by: User | None, at: datetime) -> CountRequest:
    """Somebody else than the last counter counts once more. Raises CountOverError."""
    request = _counts.hold(request_id)
    if request.status == CountStatus.TO_RECOUNT:
        return request
    _to_decide(request)
    request.become(CountStatus.TO_RECOUNT)
    request.save(update_fields=["status", "updated_at"])
    _counts.tell(request, "sent_back", by=by, at=at)
    return request


@service
def undo(*, request_id: int, by: User | None, at: datetime) -> CountRequest:
    """Take an adjustment back by its opposite; the bin is to be counted again, because nobody knows now.

    The same again changes nothing. Raises NotReversibleError where nothing was posted, and what the ledger
    raises where the goods have gone on.
    """
    request = _counts.hold(request_id)
    if request.posting is None:
        raise NotReversibleError(_("This count changed no books."), status=request.status)
    if not StockTransaction.objects.filter(reverses=request.posting).exists():
        _counts.mark(request.location, request.item, reason=CountReason.UNDONE, by=by, at=at)
        ledger.reverse(
            transaction=request.posting,
            idempotency=("undo count", str(request.public_id)),
            effective_at=at,
            by=by,
            reason="undo",
        )
        _counts.tell(request, "undone", by=by, at=at)
    return request


def _to_decide(request: CountRequest) -> Count:
    last = _last(request)
    if request.status != CountStatus.TO_APPROVE or last is None:
        told = _("Nothing is to be decided here: %(status)s.") % {"status": request.get_status_display()}
        raise CountOverError(told, status=request.status)
    return last


def _last(request: CountRequest) -> Count | None:
    counts = Count.objects.filter(request=request).prefetch_related("lines__lot")
    return counts.select_related("by").order_by("-number").first()


def _reason(text: str) -> str:
    reason = " ".join(text.split())
    most = CountRequest._meta.get_field("note").max_length or 0
    if not 0 < len(reason) <= most:
        told = _("Say why, in up to %(most)d characters.") % {"most": most}
        raise BadInputError(told, field="reason")
    return reason


def _post(
    request: CountRequest, last: Count, found: list[LotDifference], *, reason: str, by: User | None
) -> StockTransaction:
    site = request.location.site
    loss = places.virtual_location(site_id=site.pk, kind=LocationKind.LOSS)
    return ledger.post(
        idempotency=("count", str(request.public_id)),
        kind=TransactionKind.COUNT,
        site=site,
        effective_at=last.counted_at,
        by=by,
        legs=_count_difference.legs_of(request, found, loss),
        source=f"count:{request.public_id}",
        reason=reason,
    )
