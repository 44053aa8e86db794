"""Counting on the floor: blind, by scan; what differs too much is counted again by somebody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BadInputError
from core.transactions import service
from wms.errors import CountOverError, SameCounterError, WrongItemError, WrongLotError, WrongPlaceError
from wms.models import Count, CountLine, CountRequest, Lot
from wms.queries import scanned
from wms.services import _count_difference, _counts
from wms.services._count_difference import LotDifference
from wms.states import COUNTED_BY_SOMEBODY, CountStatus, Tracking

MOST_LINES = 200
PERCENT = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """How many base units of a lot somebody counted, as the scanner said it; numbers for numbered pieces."""

    quantity: int
    lot: str = ""
    serials: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """What was scanned at one bin. `seconds` passed between the scan of the bin and the end of the count."""

    place: str
    item: str
    lines: Sequence[Counted] = ()
    seconds: int = 0


@service
def count(
    *, request_id: int, tally: Tally, command: str, by: User | None, at: datetime, device: str = ""
) -> CountRequest:
    """Take one person's count of an item in a bin; `at` is when the last piece was counted.

    Books and count agree: the bin is used again. They differ within the site's tolerance, or a second person
    has counted: the lead decides. They differ more: somebody else counts again. The same command again
    changes nothing. Raises WrongPlaceError, WrongItemError, WrongLotError, UnknownCodeError or BadInputError
    for what was scanned, SameCounterError, CountOverError, and CountDisturbedError where goods came or went
    meanwhile.
    """
    request = _counts.hold(request_id)
    if Count.objects.filter(command=command).exists():
        return request
    number = _check_turn(request, by)
    _check_scans(request, tally)
    made = Count.objects.create(
        request=request,
        number=number,
        begun_at=at - timedelta(seconds=tally.seconds),
        counted_at=at,
        by=by,
        device=device,
        command=command,
    )
    CountLine.objects.bulk_create(_lines(made, tally.lines))
    _count_difference.refuse_disturbed(request, made)
    _decide(request, made, by=by, at=at)
    _counts.tell(request, "counted", by=by, at=at, device=device, number=number, status=request.status)
    return request


def _check_turn(request: CountRequest, by: User | None) -> int:
    """The number of the count that is due. Raises CountOverError, SameCounterError."""
    if request.status not in COUNTED_BY_SOMEBODY:
        told = _("%(place)s was counted already.") % {"place": request.location.code}
        raise CountOverError(told, status=request.status)
    last = Count.objects.filter(request=request).order_by("-number").first()
    if last is None:
        return 1
    if by is not None and last.by_id == by.pk:
        told = _("You counted %(place)s before. Somebody else counts it again.")
        raise SameCounterError(told % {"place": request.location.code})
    return last.number + 1


def _check_scans(request: CountRequest, tally: Tally) -> None:
    place = scanned.place_called(request.location.site, tally.place)
    if place.pk != request.location_id:
        told = _("This is %(place)s. Count %(wanted)s.") % {"place": place, "wanted": request.location}
        raise WrongPlaceError(told, place=place.code, wanted=request.location.code)
    found = scanned.item_called(tally.item).item
    if found.pk != request.item_id:
        told = _("This is %(item)s. Count %(wanted)s.") % {"item": found.name, "wanted": request.item.name}
        raise WrongItemError(told, item=found.sku, wanted=request.item.sku)


def _lines(made: Count, lines: Sequence[Counted]) -> list[CountLine]:
    item = made.request.item
    if len(lines) > MOST_LINES:
        raise BadInputError(_("These are too many lots."), place="lines")
    codes = {line.lot for line in lines if line.lot}
    lots = {lot.code: lot for lot in Lot.objects.filter(item=item, code__in=codes)}
    rows = []
    for number, line in enumerate(lines):
        where = f"lines/{number}"
        if line.lot and line.lot not in lots:
            told = _("%(item)s has no lot %(lot)s.") % {"item": item.name, "lot": line.lot}
            raise WrongLotError(told, place=where, item=item.sku, lot=line.lot)
        if item.tracking == Tracking.LOT and not line.lot:
            raise BadInputError(_("%(item)s is kept by lot: name one.") % {"item": item}, place=where)
        if item.tracking == Tracking.SERIAL and len(set(line.serials)) != line.quantity:
            raise BadInputError(_("Scan the number of every piece, each once."), place=where)
        rows.append(
            CountLine(
                count=made, lot=lots.get(line.lot), quantity=line.quantity, serials=sorted(line.serials)
            )
        )
    if len({row.lot_id for row in rows}) != len(rows) or not all(row.quantity for row in rows):
        raise BadInputError(_("Each lot is counted once, and is there."), place="lines")
    return rows


def _decide(request: CountRequest, made: Count, *, by: User | None, at: datetime) -> None:
    found = _count_difference.differences(request, made)
    if all(one.is_none for one in found):
        _counts.close(request, CountStatus.AGREED, by=by, at=at)
        return
    again = made.number == 1 and _is_large(found, request.location.site.count_tolerance_percent)
    request.become(CountStatus.TO_RECOUNT if again else CountStatus.TO_APPROVE)
    request.save(update_fields=["status", "updated_at"])


def _is_large(found: Sequence[LotDifference], tolerance: int) -> bool:
    """Whether the pieces that differ are more than the tolerated share of what the books have there."""
    off = sum(max(abs(one.change), len(one.missing) + len(one.extra)) for one in found)
    return off * PERCENT > tolerance * sum(one.expected for one in found)
