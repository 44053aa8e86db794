"""What the one log of what happened is told about loads, and who watches. A step of services."""

from datetime import datetime

from accounts.models import User
from core.live import topic_changed
from core.public_events import Happening, record
from lastmile.models import Load, LoadUnit


def load_told(load: Load, what: str, *, by: User | None, at: datetime, device: str = "") -> None:
    """Write `load.<what>`; the caller holds the load."""
    _write(load, what, {}, by=by, at=at, device=device)


def unit_told(
    load: Load, unit: LoadUnit, what: str, *, by: User | None, at: datetime, device: str = ""
) -> None:
    """Write `load.<what>` about one of its units."""
    facts: dict[str, object] = {"unit": name_of(unit), "reason": unit.short_reason}
    _write(load, what, facts, by=by, at=at, device=device)


def name_of(unit: LoadUnit) -> str:
    """What people call the unit: its order, which of how many, and its number if it has one."""
    number = unit.task.delivery.order.number if unit.task.delivery else ""
    sscc = f" …{unit.handling_unit.sscc[-5:]}" if unit.handling_unit else ""
    return f"{number} ({unit.number}/{unit.shipment.units}){sscc}"


def watchers(load: Load) -> None:
    """Tell the board, the route's page and the floor that something moved."""
    route = load.trip.route
    for topic in (f"board:{route.site.code}", f"route:{route.public_id}", f"floor:{route.site.code}"):
        topic_changed(topic)


def _write(
    load: Load, what: str, facts: dict[str, object], *, by: User | None, at: datetime, device: str
) -> None:
    route = load.trip.route
    happening = Happening(
        type=f"load.{what}",
        subject_type="load",
        subject_id=load.public_id,
        facts={"route": route.code} | facts,
        changed=["status"] if what in ("started", "closed", "reopened") else ["units"],
        scope=route.site.code,
    )
    record([happening], at=at, by=by, device=device)
    watchers(load)
