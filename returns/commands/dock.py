"""Acts at the returns dock: taken in, missing, inspected, put away, undone, and the route closed."""

from accounts import device_registry
from accounts.device_registry import Received
from lastmile.services import closing_routes
from returns.commands import _reading as read
from returns.models import ReturnUnit
from returns.queries.dock import unit_facts
from returns.services import inspecting, missing, putting_away, receiving, undoing
from returns.services.inspecting import Verdict
from returns.states import Disposition, Grade, LossReason

RECEIVE = "returns.receive_returns"


def receive(command: Received) -> dict[str, object]:
    """`return.receive {code, route, quantity, serials, damaged, cold}` in a site: off the van."""
    got = receiving.receive(site=read.site(command), scan=read.scan(command), act=read.act_of(command))
    return {"units": _units(got.units), "closed": got.is_closed}


def report_missing(command: Received) -> dict[str, object]:
    """`return.missing {code, route, quantity, serials, reason}` in a site: not on the van."""
    got = missing.report_missing(
        site=read.site(command),
        scan=read.scan(command),
        reason=read.choice(command, "reason", LossReason),
        act=read.act_of(command),
    )
    return {"units": _units(got.units), "closed": got.is_closed}


def turn_up(command: Received) -> dict[str, object]:
    """`return.found`: a unit that was written off is here after all."""
    return {"units": _units([missing.turn_up(unit=read.unit(command), act=read.act_of(command))])}


def decide(command: Received) -> dict[str, object]:
    """`return.decide {grade, disposition, quantity, serials, cold, note, photos}`: what becomes of a unit."""
    verdict = Verdict(
        grade=read.choice(command, "grade", Grade),
        disposition=read.choice(command, "disposition", Disposition),
        quantity=read.whole(command, "quantity"),
        serials=read.texts(command, "serials"),
        is_cold=read.maybe(command, "cold"),
        note=read.text(command, "note"),
        photos=read.photos(command),
    )
    return {
        "units": _units(
            [inspecting.decide(unit=read.unit(command), verdict=verdict, act=read.act_of(command))]
        )
    }


def put_away(command: Received) -> dict[str, object]:
    """`return.put_away {place}`: a unit into the bin that was scanned."""
    done = putting_away.put_away(
        unit=read.unit(command), place=read.text(command, "place"), act=read.act_of(command)
    )
    return {"units": _units([done])}


def ship_out(command: Received) -> dict[str, object]:
    """`return.ship_out`: the vendor has taken it."""
    return {"units": _units([putting_away.ship_out(unit=read.unit(command), act=read.act_of(command))])}


def undo(command: Received) -> dict[str, object]:
    """`return.undo`: the last act with a unit is taken back."""
    return {"units": _units(undoing.undo_last(unit=read.unit(command), act=read.act_of(command)))}


def close_route(command: Received) -> dict[str, object]:
    """`return.close_route`: nothing is left on the van of the route that the subject names."""
    route = closing_routes.close_route(route=read.route(command, command.subject), act=read.act_of(command))
    return {"route": route.code, "status": route.status}


def register() -> None:
    """Let scanners tell these."""
    acts = {
        "return.receive": receive,
        "return.missing": report_missing,
        "return.found": turn_up,
        "return.decide": decide,
        "return.put_away": put_away,
        "return.ship_out": ship_out,
        "return.undo": undo,
        "return.close_route": close_route,
    }
    for kind, act in acts.items():
        device_registry.register(kind, act, scope="FLOOR", permission=RECEIVE)


def _units(units: list[ReturnUnit]) -> list[dict[str, object]]:
    return [unit_facts(unit) for unit in units]
