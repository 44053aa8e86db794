"""Looking at what came back: its grade, and what becomes of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.errors import BadInputError
from core.transactions import service
from lastmile.services.delivering import Act
from returns.errors import AlreadyDecidedError
from returns.models import ReturnUnit
from returns.services import _deciding, _orders, _steps
from returns.states import CHOSEN_BY_PEOPLE, ColdChain, Disposition, Grade, UnitStatus
from wms.states import Temperature, Tracking

LONGEST_NOTE = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What a person saw and decided. `quantity` 0: all of it; `is_cold` None: as it was said at the scan."""

    grade: Grade
    disposition: Disposition
    quantity: int = 0
    serials: tuple[str, ...] = ()
    is_cold: bool | None = None
    note: str = ""
    photos: Sequence[str] = ()


@service
def decide(*, unit: ReturnUnit, verdict: Verdict, act: Act) -> ReturnUnit:
    """Give a unit, or a part of it, its grade and its disposition. The same command again changes nothing.

    A part becomes a unit of its own; the rest waits on. Returns what was decided. Raises AlreadyDecidedError,
    DispositionForbiddenError, BadInputError.
    """
    order = _orders.hold(unit.return_order_id)
    unit = ReturnUnit.objects.select_related("item", "lot").locked().get(pk=unit.pk)
    unit.return_order = order
    if done := _steps.steps_of(act.command_id):
        return done[-1].unit
    if unit.status != UnitStatus.RECEIVED:
        told = _("%(item)s: it is %(status)s already.")
        facts = {"item": unit.item.name, "status": unit.get_status_display().lower()}
        raise AlreadyDecidedError(told % facts, status=unit.status)
    if verdict.disposition not in CHOSEN_BY_PEOPLE:
        raise BadInputError(_("Choose what becomes of it."), place="disposition")
    chosen = _split_off(unit, verdict)
    chosen.grade, chosen.note = verdict.grade, verdict.note[:LONGEST_NOTE]
    chosen.photos = list(dict.fromkeys([*chosen.photos, *verdict.photos]))
    if verdict.is_cold is not None and chosen.item.temperature != Temperature.AMBIENT:
        chosen.cold_chain = ColdChain.KEPT if verdict.is_cold else ColdChain.BROKEN
        chosen.save(update_fields=["cold_chain", "updated_at"])
    _deciding.carry_out(chosen, verdict.disposition, act)
    _orders.settle(order, act)
    return chosen


def _split_off(unit: ReturnUnit, verdict: Verdict) -> ReturnUnit:
    """The part that is judged: all of the unit, or a new one that shares its past."""
    quantity = verdict.quantity or len(verdict.serials) or unit.quantity
    if not 0 < quantity <= unit.quantity:
        told = _("There are %(n)d of it.") % {"n": unit.quantity}
        raise BadInputError(told, place="quantity", quantity=unit.quantity)
    if quantity == unit.quantity:
        return unit
    serials = list(verdict.serials)
    if unit.item.tracking == Tracking.SERIAL and not (
        len(serials) == quantity and set(serials) <= set(unit.serials)
    ):
        raise BadInputError(_("These goods are numbered: say which pieces."), place="serials")
    part = ReturnUnit.objects.get(pk=unit.pk)
    part.pk, part._state.adding = None, True
    part.public_id = ReturnUnit._meta.get_field("public_id").get_default()
    part.quantity, part.serials = quantity, serials
    part.save(force_insert=True)
    for step in unit.steps.standing().order_by("pk"):
        step.pk, step._state.adding = None, True
        step.unit = part
        step.save(force_insert=True)
    unit.quantity -= quantity
    unit.serials = [number for number in unit.serials if number not in serials]
    unit.save(update_fields=["quantity", "serials", "updated_at"])
    part.return_order, part.item, part.lot = unit.return_order, unit.item, unit.lot
    return part
