"""What every act with a returned unit begins and ends with: its step, its history, who looks again."""

from collections.abc import Iterable
from uuid import UUID

from core import live
from core.public_events import Happening, record
from lastmile.services.delivering import Act
from returns.models import ReturnOrder, ReturnStep, ReturnUnit
from returns.states import LYING, UnitStatus
from wms.models import StockBalance, StockTransaction
from wms.services.taking_in import Posted


def posted(act: Act, verb: str, unit: ReturnUnit | None = None, *, key: str = "", reason: str = "") -> Posted:
    """The head of a posting of this act; one verb and unit, one posting."""
    of = unit.return_order if unit else None
    tail = f":{unit.pk}" if unit and unit.pk else f":{key}" if key else ""
    scope, name = (
        ("device", str(act.command_id)) if act.command_id else ("returns", act.occurred_at.isoformat())
    )
    return Posted(
        idempotency=(scope, f"{name}:{verb}{tail}"),
        effective_at=act.occurred_at,
        by=act.by,
        device=act.device,
        source=f"return:{of.public_id}" if of else "",
        reason=reason,
    )


def steps_of(command_id: UUID | None) -> list[ReturnStep]:
    """What this very command did before."""
    if command_id is None:
        return []
    rows = ReturnStep.objects.filter(command_id=command_id).select_related("unit__return_order", "unit__item")
    return list(rows.order_by("pk"))


def take_step(
    unit: ReturnUnit,
    after: UnitStatus,
    act: Act,
    *,
    posting: StockTransaction | None,
    lies_on: StockBalance | None,
    fields: Iterable[str] = (),
) -> ReturnStep:
    """Move a unit that the caller holds on, and write down how; it lies on `lies_on` from now on."""
    before, lay_on = unit.status, unit.balance
    unit.become(after)
    unit.balance = lies_on if after in LYING else None
    unit.save(update_fields=["status", "balance", "updated_at", *fields])
    return write_step(unit, before, act, posting=posting, lay_on=lay_on)


def write_step(
    unit: ReturnUnit, before: str, act: Act, *, posting: StockTransaction | None, lay_on: StockBalance | None
) -> ReturnStep:
    """Append the step."""
    return ReturnStep.objects.create(
        unit=unit,
        before=before,
        after=unit.status,
        posting=posting,
        lay_on=lay_on,
        command_id=act.command_id,
        by=act.by,
        device=act.device,
        occurred_at=act.occurred_at,
    )


def tell(order: ReturnOrder, happenings: Iterable[Happening], act: Act) -> None:
    """Write the histories and call whoever watches the dock."""
    record(happenings, at=act.occurred_at, by=act.by, device=act.device)
    live.topic_changed(f"returns:{order.site.code}")
    live.topic_changed(f"floor:{order.site.code}")


def of_unit(what: str, unit: ReturnUnit, **facts: object) -> Happening:
    """A line in the return's history about one unit."""
    order = unit.return_order
    return Happening(
        type=f"return.{what}",
        subject_type="return",
        subject_id=order.public_id,
        scope=order.site.code,
        owner_scope=order.delivery.order.owner.code,
        facts={"number": order.number, "sku": unit.item.sku, "quantity": unit.quantity, **facts},
        changed=["units"],
    )


def of_order(what: str, order: ReturnOrder, **facts: object) -> Happening:
    """A line in the return's history about its authorisation."""
    return Happening(
        type=f"return.{what}",
        subject_type="return",
        subject_id=order.public_id,
        scope=order.site.code,
        owner_scope=order.delivery.order.owner.code,
        facts={"number": order.number, "order": order.delivery.order.number, **facts},
        changed=["status"],
    )
