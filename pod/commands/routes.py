"""What a driver tells of a route: looked through, changes read, back."""

from accounts import device_registry
from accounts.device_registry import Received
from lastmile.services import departing, load_checks, loading, returning_routes
from lastmile.states import RouteStatus
from pod.commands import _reading as read


def check_load(command: Received) -> dict[str, object]:
    """These units are in the van, those are not."""
    counted = load_checks.check_load(
        route=read.my_route(command),
        found=read.wholes(command, "found"),
        missing=read.wholes(command, "missing"),
        act=read.act_of(command),
    )
    return dict(counted)


def start(command: Received) -> dict[str, object]:
    """Off we go, where everything is in or short with a reason; a van that was seen off already just goes."""
    route = read.my_route(command)
    if route.status in (RouteStatus.PLANNED, RouteStatus.RELEASED):
        act = loading.Act(
            by=command.by, at=command.occurred_at, key=str(command.id), device=str(command.device.public_id)
        )
        route = departing.depart_route(route_id=route.pk, act=act)
    return {"route": str(route.public_id), "status": route.status}


def finish(command: Received) -> dict[str, object]:
    """The van is back."""
    returned = returning_routes.finish_route(route=read.my_route(command), act=read.act_of(command))
    return {
        "route": str(returned.route.public_id),
        "status": returned.route.status,
        "left": len(returned.left),
    }


def acknowledge(command: Received) -> dict[str, object]:
    """I have read what changed."""
    route = returning_routes.acknowledge_revision(
        route=read.my_route(command), number=read.whole(command, "revision"), act=read.act_of(command)
    )
    return {"acknowledged": route.acknowledged_revision}


def register() -> None:
    """Let phones of drivers tell these."""
    acts = {
        "route.load_check": check_load,
        "route.start": start,
        "route.finish": finish,
        "route.acknowledge": acknowledge,
    }
    for kind, act in acts.items():
        device_registry.register(kind, act, scope="DRIVER", permission="lastmile.drive")
