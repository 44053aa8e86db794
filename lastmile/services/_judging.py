"""When a route gives cause to look: each rule raises above its threshold and lets go only beyond a margin."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from lastmile.models import StopEstimate
from lastmile.queries.trouble import WatchedRoute, WatchedStop
from lastmile.services.incidents import Cause
from lastmile.states import IncidentKind, RouteStatus, Severity, StopStatus

VERY_LATE_SECONDS = 1800

type Key = tuple[str, UUID]


@dataclass(slots=True)
class Verdict:
    """The causes there are, and those that are kept though they would not be raised now."""

    causes: dict[Key, Cause] = field(default_factory=dict)
    kept: set[Key] = field(default_factory=set)

    def add(self, causes: Iterable[Cause]) -> None:
        """Take up causes."""
        self.causes |= {cause.key: cause for cause in causes}


def judge(routes: Iterable[WatchedRoute], *, standing: Collection[Key], at: datetime) -> Verdict:
    """What there is to say about these routes now; `standing` is what was said and not taken back."""
    verdict = Verdict()
    for one in routes:
        for stop in one.coming:
            if not stop.is_break:
                _judge_promise(one, stop, verdict, standing, at)
        verdict.add(_late_departure(one, at))
        if one.route.status == RouteStatus.DEPARTED:
            verdict.add(_silence(one, at))
            verdict.add(_long_stop(one, at))
    return verdict


def _judge_promise(
    one: WatchedRoute, stop: WatchedStop, verdict: Verdict, standing: Collection[Key], at: datetime
) -> None:
    """Late below no slack, until it is above the margin; at risk below the threshold; never both."""
    slack = _slack(stop, at)
    if slack is None:
        return
    rules, subject = one.rules, stop.stop.public_id
    late, risk = (IncidentKind.LATE.value, subject), (IncidentKind.AT_RISK.value, subject)
    if slack < 0:
        severity = Severity.HIGH if slack < -VERY_LATE_SECONDS else Severity.MEDIUM
        verdict.add([_of_stop(one, stop, IncidentKind.LATE, severity, slack)])
    elif late in standing and slack <= rules.margin_seconds:
        verdict.kept.add(late)
    elif slack < rules.at_risk_seconds:
        verdict.add([_of_stop(one, stop, IncidentKind.AT_RISK, Severity.LOW, slack)])
    elif slack <= rules.at_risk_seconds + rules.margin_seconds:
        verdict.kept.add(risk)


def _slack(stop: WatchedStop, at: datetime) -> int | None:
    """Seconds to spare; a stop that was not reached yet cannot begin before now."""
    estimate: StopEstimate | None = getattr(stop.stop, "estimate", None)
    if estimate is None or estimate.due_at is None:
        return None
    has_begun = stop.stop.status == StopStatus.ARRIVED
    start = estimate.starts_at if has_begun else max(estimate.starts_at, at)
    return round((estimate.due_at - start).total_seconds())


def _of_stop(
    one: WatchedRoute, stop: WatchedStop, kind: IncidentKind, severity: Severity, slack: int
) -> Cause:
    estimate = stop.stop.estimate
    return Cause(
        kind=kind,
        severity=severity,
        site_id=one.route.site_id,
        subject_type="stop",
        subject_id=stop.stop.public_id,
        route_id=one.route.pk,
        stop_id=stop.stop.pk,
        delivery_id=stop.delivery_id,
        facts={"sequence": stop.stop.sequence, "slack_minutes": slack // 60, "due_at": _iso(estimate.due_at)},
    )


def _late_departure(one: WatchedRoute, at: datetime) -> Iterator[Cause]:
    """Planned to be gone, and not gone."""
    late = at - one.route.starts_at
    if one.route.departed_at is None and late > timedelta(seconds=one.rules.departure_seconds):
        facts: dict[str, object] = {"minutes": int(late.total_seconds()) // 60}
        yield _of_route(one, IncidentKind.LATE_DEPARTURE, Severity.MEDIUM, facts)


def _silence(one: WatchedRoute, at: datetime) -> Iterator[Cause]:
    """Nothing was heard of a vehicle that was moving, or was never heard of; inside the shift only."""
    rules, route = one.rules, one.route
    if at > route.shift.closes + timedelta(seconds=rules.overtime_seconds) or one.standing_at:
        return
    if one.state is not None and not one.state.is_moving:
        return
    heard = one.state.fixed_at if one.state and one.state.fixed_at else None
    last = max(moment for moment in (heard, route.departed_at) if moment is not None)
    if at - last > timedelta(seconds=rules.silent_seconds):
        facts: dict[str, object] = {"since": _iso(heard), "minutes": _minutes(at - last)}
        yield _of_route(one, IncidentKind.NO_POSITION, Severity.MEDIUM, facts)


def _long_stop(one: WatchedRoute, at: datetime) -> Iterator[Cause]:
    """It stands for longer than what is to be done there, waiting and breaks included, and some more."""
    here, route = one.standing_at, one.route
    since = here.stop.arrived_at if here else (one.state.stands_since if one.state else None)
    if since is None or route.departed_at is None:
        return
    since = max(since, route.departed_at)
    allowed = one.rules.standing_seconds + sum(_rest(stop, at) for stop in one.coming)
    estimate = getattr(here.stop, "estimate", None) if here else None
    if here is not None:
        allowed += here.service_seconds
        if estimate is not None:
            allowed += max(0, round((estimate.starts_at - since).total_seconds()))
    if at - since > timedelta(seconds=allowed):
        facts: dict[str, object] = {"since": _iso(since), "minutes": _minutes(at - since)}
        yield _of_route(one, IncidentKind.LONG_STOP, Severity.MEDIUM, facts, stop=here)


def _rest(stop: WatchedStop, at: datetime) -> int:
    """The seconds of a break that is due by now."""
    return stop.service_seconds if stop.is_break and stop.stop.planned_start_at <= at else 0


def _of_route(
    one: WatchedRoute,
    kind: IncidentKind,
    severity: Severity,
    facts: dict[str, object],
    *,
    stop: WatchedStop | None = None,
) -> Cause:
    return Cause(
        kind=kind,
        severity=severity,
        site_id=one.route.site_id,
        subject_type="route",
        subject_id=one.route.public_id,
        route_id=one.route.pk,
        stop_id=stop.stop.pk if stop else None,
        facts=facts,
    )


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds()) // 60


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
