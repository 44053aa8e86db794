"""Carrying a disposition out: what the ledger is told, and what the unit becomes. Steps of services."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from lastmile.models import Delivery
from lastmile.services import coming_back
from lastmile.services.delivering import Act
from returns.engine import judging as engine
from returns.errors import DispositionForbiddenError
from returns.models import DispositionRule, ReturnUnit
from returns.queries.judging import Plan, facts_of, rules_of
from returns.services import _steps
from returns.states import FORBIDDEN_WHEN_WARM, ColdChain, Disposition, UnitStatus
from wms.models import Location, StockBalance
from wms.services import going_again, places, taking_in
from wms.services.taking_in import Part
from wms.states import LocationKind, StockStatus, TransactionKind

BECOMES = {
    Disposition.RESTOCK: StockStatus.AVAILABLE,
    Disposition.B_GRADE: StockStatus.HOLD,
    Disposition.QUARANTINE: StockStatus.QUARANTINE,
    Disposition.VENDOR: StockStatus.DAMAGED,
}
"""What the goods are from then on; scrap leaves the books at once."""
FIELDS = ("disposition", "rule", "grade", "note", "photos", "available_at")


def carry_out(
    unit: ReturnUnit, disposition: Disposition, act: Act, *, rule: DispositionRule | None = None
) -> None:
    """Do what was decided with a unit that the caller holds. Raises DispositionForbiddenError."""
    if unit.cold_chain == ColdChain.BROKEN and disposition in FORBIDDEN_WHEN_WARM:
        told = _("%(item)s was too warm: it is never sold again.") % {"item": unit.item.name}
        raise DispositionForbiddenError(told, item=unit.item.sku)
    balance = balance_of(unit)
    part = Part(balance=balance, quantity=unit.quantity, serials=tuple(unit.serials))
    unit.disposition, unit.rule = disposition, rule
    if disposition == Disposition.SCRAP:
        loss = places.virtual_location(site_id=balance.site_id, kind=LocationKind.LOSS)
        head = _steps.posted(act, "scrap", unit, reason=unit.reason)
        posting = taking_in.move_part(kind=TransactionKind.SCRAP, part=part, target=loss, posted=head)
        _steps.take_step(unit, UnitStatus.DESTROYED, act, posting=posting, lies_on=None, fields=FIELDS)
    else:
        posting = taking_in.move_part(
            kind=TransactionKind.RELABEL,
            part=part,
            target=balance.location,
            to_status=BECOMES[disposition],
            stays_in_unit=True,
            posted=_steps.posted(act, "decide", unit, reason=disposition.value),
        )
        if disposition == Disposition.RESTOCK:
            unit.available_at = act.occurred_at
        lies = taking_in.landed_on(posting)[0]
        _steps.take_step(unit, UnitStatus.DECIDED, act, posting=posting, lies_on=lies, fields=FIELDS)
    by_rule = rule.rank if rule else None
    line = _steps.of_unit("decided", unit, disposition=unit.disposition, grade=unit.grade, rule=by_rule)
    _steps.tell(unit.return_order, [line], act)


def judge(units: Sequence[ReturnUnit], act: Act) -> None:
    """Let the site's rules decide what needs nobody's look; the rest waits for the inspection."""
    if not units:
        return
    site = units[0].return_order.site
    rows = rules_of(site.pk)
    on = act.occurred_at.astimezone(site.zone).date()
    by_rank = {row.rank: row for row in rows}
    for unit in units:
        rule = engine.judge([row.rule for row in rows], facts_of(unit, on=on))
        if rule and rule.disposition:
            carry_out(unit, Disposition(rule.disposition), act, rule=by_rank[rule.rank])


def send_again(delivery: Delivery, units: Sequence[ReturnUnit], plan: Plan, lane: Location, act: Act) -> None:
    """All of a delivery came back as it left: into a lane, to be planned for another day."""
    boxes = coming_back.units_loaded(delivery=delivery)
    head = _steps.posted(act, "again", units[0], reason=plan.reason)
    posting = going_again.send_again(shipment_id=delivery.shipment_id, units=boxes, lane=lane, posted=head)
    for unit in units:
        unit.disposition, unit.rule = Disposition.TRY_AGAIN, None
        _steps.take_step(unit, UnitStatus.SENT_AGAIN, act, posting=posting, lies_on=None, fields=FIELDS)
        told = _steps.of_unit("decided", unit, disposition=unit.disposition, lane=lane.code)
        _steps.tell(unit.return_order, [told], act)
    on = plan.try_on or coming_back.next_day(delivery=delivery, act=act)
    coming_back.try_again(delivery=delivery, on=on, act=act)


def lane_of(site_id: int) -> Location | None:
    """The lane in which goods wait for another try: the first that is not locked."""
    lanes = Location.objects.filter(site=site_id, kind=LocationKind.LANE, locked_reason="")
    return lanes.order_by("code").first()


def balance_of(unit: ReturnUnit) -> StockBalance:
    """Where a unit lies, with what a posting needs."""
    related = ("site", "item", "lot", "owner", "location", "handling_unit")
    return StockBalance.objects.select_related(*related).get(pk=unit.balance_id or 0)
