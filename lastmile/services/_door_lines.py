"""From what the driver said of each line to parts of balances, to the last piece."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from core.errors import BadInputError
from lastmile.door_states import DoorResult
from lastmile.queries.on_board import DoorLine
from wms.models import StockBalance
from wms.services.handing_over import Handed
from wms.states import StockStatus

STAYS_AS = {DoorResult.DAMAGED: StockStatus.DAMAGED, DoorResult.MISSING: StockStatus.HOLD}
"""On the books it stays on the vehicle until the vehicle is emptied: what is missing may turn up there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LineResult:
    """What became of so many base units of a line, by the line's number; serials where they are numbered."""

    number: int
    result: DoorResult
    quantity: int
    serials: tuple[str, ...] = ()


@dataclass(slots=True)
class _Left:
    """What of a balance is not spoken for yet."""

    balance: StockBalance
    quantity: int
    serials: list[str] = field(default_factory=list)


def whole(contents: Sequence[StockBalance]) -> list[Handed]:
    """Everything is handed over."""
    return [
        Handed(balance=one.balance, quantity=one.quantity, serials=tuple(one.serials))
        for one in _left(contents)
    ]


def in_part(
    lines: Sequence[DoorLine], results: Sequence[LineResult], contents: Sequence[StockBalance]
) -> list[Handed]:
    """The parts that leave or change; raises BadInputError where the results do not add up to what is there.

    What is refused stays as it is.
    """
    _require_sums(lines, results)
    by_number = {line.number: line for line in lines}
    left: dict[int, list[_Left]] = defaultdict(list)
    for one in _left(contents):
        left[one.balance.item_id].append(one)
    handed: list[Handed] = []
    for said in sorted(results, key=lambda one: (one.number, one.result)):
        line = by_number[said.number]
        taken = _take(left[line.item_id], said, line)
        if said.result != DoorResult.REFUSED:
            handed += taken
    return handed


def _require_sums(lines: Sequence[DoorLine], results: Sequence[LineResult]) -> None:
    sums: dict[int, int] = defaultdict(int)
    for said in results:
        if said.quantity < 1:
            raise BadInputError(_("A result is of at least one."), place=f"lines/{said.number}")
        sums[said.number] += said.quantity
    if len({(said.number, said.result) for said in results}) < len(results):
        raise BadInputError(_("Each result of a line is told once."), place="lines")
    for line in lines:
        if sums.pop(line.number, 0) != line.quantity:
            told = _("Line %(number)d, %(sku)s: the parts must add up to %(quantity)d.")
            facts = {"number": line.number, "sku": line.sku, "quantity": line.quantity}
            raise BadInputError(told % facts, place=f"lines/{line.number}", quantity=line.quantity)
    if sums:
        told = _("There is nothing on the vehicle of line %(number)d.") % {"number": min(sums)}
        raise BadInputError(told, place=f"lines/{min(sums)}")


def _take(stock: list[_Left], said: LineResult, line: DoorLine) -> list[Handed]:
    if line.by_serial and len(set(said.serials)) != said.quantity:
        told = _("%(sku)s is numbered: say which %(quantity)d pieces.")
        facts = {"sku": line.sku, "quantity": said.quantity}
        raise BadInputError(told % facts, place=f"lines/{said.number}/serials")
    wanted, taken = said.quantity, []
    for one in stock:
        serials = tuple(number for number in one.serials if number in said.serials)
        quantity = len(serials) if line.by_serial else min(wanted, one.quantity)
        if quantity == 0:
            continue
        one.quantity -= quantity
        one.serials = [number for number in one.serials if number not in serials]
        wanted -= quantity
        stays = STAYS_AS.get(said.result)
        taken.append(Handed(balance=one.balance, quantity=quantity, serials=serials, stays_as=stays))
    if wanted:
        told = _("%(sku)s: these numbers are not on the vehicle.") % {"sku": line.sku}
        raise BadInputError(told, place=f"lines/{said.number}/serials")
    return taken


def _left(contents: Sequence[StockBalance]) -> list[_Left]:
    return [_Left(one, one.on_hand, [serial.number for serial in one.serials.all()]) for one in contents]
