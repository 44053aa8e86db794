"""Commands of the loading pages. Payload: `load` (public id), and `code`, `unit`, `reason` where needed.

`unit` is the rank in the load, as the page shows it, or a scanned code.
"""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts import device_registry
from accounts.device_registry import Received
from core.errors import BadInputError, NotFoundError
from lastmile.load_states import ShortReason
from lastmile.models import Load, LoadUnit
from lastmile.queries.load_page import counts_of, unit_facts
from lastmile.services import departing, loading
from lastmile.services.loading import Act, Scan
from wms.queries.access import sites_visible_to

LOADS = "lastmile.load"


def register() -> None:
    """Tell the intake what does each kind of act."""
    acts = {
        "load.start": start,
        "load.scan": scan,
        "load.short": short,
        "load.found": found,
        "load.damaged": damaged,
        "load.undo": undo,
        "load.close": close,
        "load.depart": depart,
    }
    for kind, act in acts.items():
        device_registry.register(kind, act, scope="FLOOR", permission=LOADS)


def start(command: Received) -> dict[str, object]:
    """Begin to load."""
    load = loading.start_loading(load_id=_load(command).pk, act=_act(command))
    return {"status": load.status, "counts": counts_of(load)}


def scan(command: Received) -> dict[str, object]:
    """A label was scanned at the van."""
    load = _load(command)
    confirmed = command.payload.get("confirmed") is True
    found = loading.scan(load_id=load.pk, code=_text(command, "code"), act=_act(command), confirmed=confirmed)
    return _told(found) | {"counts": counts_of(load)}


def short(command: Received) -> dict[str, object]:
    """A unit does not go along."""
    load = _load(command)
    reason = _text(command, "reason")
    if reason not in ShortReason.values or reason in (ShortReason.DAMAGED, ShortReason.TAKEN_OUT):
        raise BadInputError(_("Choose why it does not go along."), place="payload/reason")
    unit = loading.report_short(
        load_id=load.pk, unit_id=_unit(command, load).pk, reason=ShortReason(reason), act=_act(command)
    )
    return {"unit": unit_facts(unit), "counts": counts_of(load)}


def found(command: Received) -> dict[str, object]:
    """A unit that was short may go along after all."""
    load = _load(command)
    unit = loading.withdraw_short(load_id=load.pk, unit_id=_unit(command, load).pk, act=_act(command))
    return {"unit": unit_facts(unit), "counts": counts_of(load)}


def damaged(command: Received) -> dict[str, object]:
    """A unit is damaged: its goods go on hold."""
    load = _load(command)
    unit = loading.report_damaged(load_id=load.pk, unit_id=_unit(command, load).pk, act=_act(command))
    return {"unit": unit_facts(unit), "counts": counts_of(load)}


def undo(command: Received) -> dict[str, object]:
    """The last unit goes back into the lane."""
    load = _load(command)
    unit = loading.undo_last(load_id=load.pk, act=_act(command))
    return {"unit": unit_facts(unit), "counts": counts_of(load)}


def close(command: Received) -> dict[str, object]:
    """All is in or short."""
    load = loading.close_load(load_id=_load(command).pk, act=_act(command))
    return {"status": load.status, "counts": counts_of(load)}


def depart(command: Received) -> dict[str, object]:
    """The van leaves."""
    load = _load(command)
    route = departing.depart_route(route_id=load.trip.route_id, act=_act(command))
    return {"route": route.code, "status": route.status}


def _act(command: Received) -> Act:
    device = f"device:{command.device.public_id}"
    return Act(by=command.by, at=command.occurred_at, key=str(command.id), device=device)


def _load(command: Received) -> Load:
    """The load that is meant, in a site that the person may work in."""
    try:
        public_id = UUID(_text(command, "load"))
    except ValueError:
        raise NotFoundError(_("There is no such load, or not for you.")) from None
    mine = Load.objects.filter(public_id=public_id, trip__route__site__in=sites_visible_to(command.by))
    load = mine.select_related("trip__route").first()
    if load is None:
        raise NotFoundError(_("There is no such load, or not for you."))
    return load


def _unit(command: Received, load: Load) -> LoadUnit:
    """The unit by its rank in the load, or by its label."""
    asked: Any = command.payload.get("unit")
    if isinstance(asked, int):
        found = LoadUnit.objects.filter(load=load, load_rank=asked).first()
    else:
        found = loading.unit_in(load=load, code=_text(command, "code"))
    if found is None:
        raise NotFoundError(_("That unit is not in this load."))
    return found


def _text(command: Received, name: str) -> str:
    value = command.payload.get(name)
    if not isinstance(value, str) or not value:
        raise BadInputError(_("%(name)s is missing.") % {"name": name}, place=f"payload/{name}")
    return value[:200]


def _told(scan: Scan) -> dict[str, object]:
    belongs = scan.belongs
    lane = belongs.load.lane if belongs else None
    return {
        "outcome": scan.outcome.value,
        "in": scan.is_in,
        "may_confirm": scan.may_confirm,
        "rehandles": len(scan.in_front),
        "told": scan.told,
        "unit": unit_facts(scan.unit) if scan.unit else None,
        "belongs": {"route": belongs.load.trip.route.code, "lane": lane.code if lane else ""}
        if belongs
        else None,
    }
