"""Taking in where phones say they are: inside the shift, on a route that has left, and nowhere else."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Q

from accounts.models import User
from core.live import topic_changed
from core.transactions import service
from lastmile.models import Route, Stop, StopTask, VehiclePosition, VehicleState, WatchRules
from lastmile.models.points import usable
from lastmile.queries.courses import rules_of
from lastmile.services._following import follow
from lastmile.services._plausibility import ENOUGH, Fix, doubts
from lastmile.states import FixRefusal, RouteStatus, StopStatus, TaskStatus

__all__ = ["MOST_FIXES", "Fix", "Intake", "forget_positions", "report_positions"]

MOST_FIXES = 500
KEPT_FOR = timedelta(days=30)
"""Raw positions are nobody's business for longer; where proofs were made stands with the proofs."""
_FORGOTTEN_AT_ONCE = 20_000

_COUNT = """
INSERT INTO lastmile_refusedpositions AS old (device, refused_on, reason, count, last_at)
SELECT %s, %s, reason, count, %s FROM unnest(%s::text[], %s::bigint[]) AS new(reason, count)
ON CONFLICT (device, refused_on, reason)
DO UPDATE SET count = old.count + EXCLUDED.count, last_at = EXCLUDED.last_at
"""
_FORGET = """
DELETE FROM lastmile_vehicleposition WHERE id IN (
  SELECT id FROM lastmile_vehicleposition WHERE received_at < %s ORDER BY fixed_at LIMIT %s
)
"""


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of one batch. `follow` tells the phone whether to send more."""

    stored: int
    duplicates: int
    doubted: int
    refused: dict[str, int]
    follow: bool


@service
def report_positions(
    *, user: User, device: UUID, fixes: Sequence[Fix], at: datetime, unreadable: int = 0
) -> Intake:
    """Keep the fixes of a driver's phone and move his vehicle's state on; as many queries for any batch.

    What was sent before is not stored again. Fixes outside the shift or while no route of his is on the road
    are refused and counted; `unreadable` were refused at the door. Late fixes become history only.
    """
    refused: Counter[str] = Counter({FixRefusal.IMPOSSIBLE: unreadable} if unreadable else {})
    good = sorted({(fix.fixed_at, fix.sequence): fix for fix in fixes}.items())
    routes = _routes_of(user, [fix for _key, fix in good])
    rules = rules_of(site_ids={route.site_id for route in routes})
    homes: list[tuple[Fix, Route]] = []
    for _key, fix in good:
        home = _home_of(fix, routes, rules)
        if isinstance(home, FixRefusal):
            refused[home] += 1
        else:
            homes.append((fix, home))
    now = next((route for route in reversed(routes) if route.status == RouteStatus.DEPARTED), None)
    state = _locked_state(now) if now else None
    new, kinds = _store(homes, device=device, at=at) if homes else ([], [])
    if now is not None and state is not None:
        _move_on(
            state, now, [f for (f, r), k in zip(new, kinds, strict=True) if not k and r == now], rules, at
        )
    _count_refused(device, refused, at)
    return Intake(
        stored=len(new),
        duplicates=len(fixes) - len(new) - sum(refused.values()) + unreadable,
        doubted=sum(bool(kind) for kind in kinds),
        refused=dict(refused),
        follow=now is not None and at <= _until(now, rules[now.site_id]),
    )


@service
def forget_positions(*, at: datetime) -> int:
    """Remove raw positions older than 30 days, some thousands at a time; how many that were."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [at - KEPT_FOR, _FORGOTTEN_AT_ONCE])
        return int(cursor.rowcount)


def _routes_of(user: User, fixes: Sequence[Fix]) -> list[Route]:
    """The driver's routes that were on the road at these times, by departure, and the one that is now."""
    on_the_road = Q(status=RouteStatus.DEPARTED)
    if fixes:
        on_the_road |= Q(departed_at__lte=fixes[-1].fixed_at, returned_at__gte=fixes[0].fixed_at)
    mine = Route.objects.filter(on_the_road, driver__user=user, departed_at__isnull=False)
    return list(mine.select_related("shift", "site", "vehicle").order_by("departed_at"))


def _home_of(fix: Fix, routes: Iterable[Route], rules: dict[int, WatchRules]) -> Route | FixRefusal:
    if not usable(fix.longitude, fix.latitude):
        return FixRefusal.IMPOSSIBLE
    answer = FixRefusal.NO_ROUTE
    for route in routes:
        if route.departed_at and route.departed_at <= fix.fixed_at <= (route.returned_at or fix.fixed_at):
            if route.shift.opens <= fix.fixed_at <= _until(route, rules[route.site_id]):
                return route
            answer = FixRefusal.OFF_SHIFT
    return answer


def _until(route: Route, rules: WatchRules) -> datetime:
    return route.shift.closes + timedelta(seconds=rules.overtime_seconds)


def _locked_state(route: Route) -> VehicleState:
    """The row whose lock lets one batch after the other in, per vehicle."""
    VehicleState.objects.bulk_create([VehicleState(vehicle_id=route.vehicle_id)], ignore_conflicts=True)
    return VehicleState.objects.locked().get(vehicle=route.vehicle_id)


def _store(
    homes: Sequence[tuple[Fix, Route]], *, device: UUID, at: datetime
) -> tuple[list[tuple[Fix, Route]], list[str]]:
    """Insert what is not there yet; those fixes and the doubt about each."""
    first = homes[0][0].fixed_at
    mine = VehiclePosition.objects.filter(device=device)
    there = set(
        mine.filter(fixed_at__range=(first, homes[-1][0].fixed_at)).values_list("fixed_at", "sequence")
    )
    new = [(fix, route) for fix, route in homes if (fix.fixed_at, fix.sequence) not in there]
    tail = mine.filter(fixed_at__lt=first).order_by("-fixed_at", "-sequence")[: 2 * ENOUGH]
    before = [(_fix_of(row), row.doubt) for row in reversed(tail)]
    kinds = doubts([fix for fix, _route in new], before=before, received_at=at)
    VehiclePosition.objects.bulk_create(
        [
            VehiclePosition(
                vehicle_id=route.vehicle_id,
                route=route,
                device=device,
                sequence=fix.sequence,
                fixed_at=fix.fixed_at,
                received_at=at,
                longitude=fix.longitude,
                latitude=fix.latitude,
                accuracy_m=fix.accuracy_m,
                speed_kmh=fix.speed_kmh,
                heading=fix.heading,
                doubt=kind,
            )
            for (fix, route), kind in zip(new, kinds, strict=True)
        ],
        ignore_conflicts=True,
    )
    return new, kinds


def _fix_of(row: VehiclePosition) -> Fix:
    return Fix(
        sequence=row.sequence,
        fixed_at=row.fixed_at,
        longitude=row.longitude,
        latitude=row.latitude,
        accuracy_m=row.accuracy_m,
    )


def _move_on(
    state: VehicleState, route: Route, fixes: Sequence[Fix], rules: dict[int, WatchRules], at: datetime
) -> None:
    """The vehicle's state, and who looks at it; the recipients of the next stop may see the vehicle."""
    coming = list(
        Stop.objects.filter(trip__route=route, status=StopStatus.PLANNED).order_by("trip__number", "sequence")
    )
    if not follow(state, fixes, route=route, coming=coming, rules=rules[route.site_id], received_at=at):
        return
    state.save()
    topic_changed(f"board:{route.site.code}")
    topic_changed(f"route:{route.public_id}")
    waiting = StopTask.objects.filter(stop__in=coming[:1], status=TaskStatus.OPEN, delivery__isnull=False)
    for delivery in waiting.values_list("delivery__public_id", flat=True):
        topic_changed(f"tracking:{delivery}")


def _count_refused(device: UUID, refused: Counter[str], at: datetime) -> None:
    if refused:
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, [device, at.date(), at, list(refused), list(refused.values())])
