"""What the API of plans takes and gives: whole seconds, metres and minor units, moments in UTC."""

from typing import Any

from rest_framework import serializers

from lastmile.models import PlanDraft
from lastmile.queries.previews import LeftOut, Preview, RouteCard, StopRow, preview_of
from lastmile.services.planning import LONGEST, SHORTEST
from lastmile.states import DraftStatus
from routing.states import PlanRunStatus

MOST_SHIFTS = 500


class PlanIn(serializers.Serializer[Any]):
    """A question to the engine."""

    site = serializers.CharField(max_length=20, help_text="The site's code.")
    day = serializers.DateField()
    shifts = serializers.ListField(
        child=serializers.UUIDField(),
        max_length=MOST_SHIFTS,
        required=False,
        help_text="Left out: all free ones.",
    )
    seconds = serializers.IntegerField(min_value=SHORTEST, max_value=LONGEST, default=15)


class CommitIn(serializers.Serializer[Any]):
    """Which edition of the plan is meant."""

    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


class ApplyIn(serializers.Serializer[Any]):
    """Whose suggestion is meant."""

    order = serializers.UUIDField(help_text="An order among those left out.")


class PlannedStopOut(serializers.Serializer[Any]):
    """One order on a route."""

    number = serializers.IntegerField()
    order = serializers.UUIDField()
    arrives_at = serializers.DateTimeField()
    starts_at = serializers.DateTimeField()
    departs_at = serializers.DateTimeField()
    wait_seconds = serializers.IntegerField()
    slack_seconds = serializers.IntegerField(help_text="By how much it may start later.")


class LoadFillOut(serializers.Serializer[Any]):
    """How much of one dimension is carried at most."""

    name = serializers.CharField()
    carried = serializers.IntegerField()
    capacity = serializers.IntegerField()


class PlannedRouteOut(serializers.Serializer[Any]):
    """One vehicle's tour."""

    shift = serializers.UUIDField()
    vehicle = serializers.CharField()
    departs_at = serializers.DateTimeField()
    returns_at = serializers.DateTimeField()
    seconds = serializers.IntegerField()
    metres = serializers.IntegerField()
    cost_minor = serializers.IntegerField()
    loads = LoadFillOut(many=True)
    stops = PlannedStopOut(many=True)


class LeftOutOut(serializers.Serializer[Any]):
    """An order that is not in the plan, why, and whether there is a suggestion to apply."""

    order = serializers.UUIDField()
    code = serializers.CharField()
    reason = serializers.CharField()
    suggestion = serializers.CharField(help_text="In words; empty: none.")


class StepOut(serializers.Serializer[Any]):
    """A better plan on the way."""

    elapsed_ms = serializers.IntegerField()
    cost_minor = serializers.IntegerField()
    left_out = serializers.IntegerField()


class PlanOut(serializers.Serializer[Any]):
    """A plan: how far the search is, the best plan so far."""

    id = serializers.UUIDField()
    site = serializers.CharField()
    day = serializers.DateField()
    version = serializers.IntegerField()
    status = serializers.ChoiceField(DraftStatus.choices)
    search = serializers.ChoiceField(PlanRunStatus.choices)
    error = serializers.CharField(help_text="Why the search failed; else empty.")
    seconds = serializers.IntegerField()
    is_estimated = serializers.BooleanField(help_text="Times are estimated: there were no roads.")
    orders = serializers.IntegerField()
    cost_minor = serializers.IntegerField(allow_null=True, help_text="With the price of what is left out.")
    currency = serializers.CharField(allow_null=True)
    progress = StepOut(many=True)
    routes = PlannedRouteOut(many=True)
    left_out = LeftOutOut(many=True)


def plan_shown(draft: PlanDraft) -> dict[str, Any]:
    """The draft as the API gives it; seven queries, however large it is."""
    run, preview = draft.run, preview_of(draft)
    steps = run.progress.filter(attempt=run.attempt).order_by("number")
    shown = {
        "id": draft.public_id,
        "site": draft.site.code,
        "day": draft.plan_on,
        "version": draft.version,
        "status": draft.status,
        "search": run.status,
        "error": run.error,
        "seconds": run.seconds,
        "is_estimated": run.roads != "roads",
        "orders": run.visits,
        "cost_minor": run.cost,
        "currency": preview.currency if preview else None,
        "progress": [
            {"elapsed_ms": at, "cost_minor": cost, "left_out": left}
            for at, cost, left in steps.values_list("elapsed_ms", "cost", "unplanned")
        ],
        **_found(preview),
    }
    return dict(PlanOut(shown).data)


def _found(preview: Preview | None) -> dict[str, Any]:
    if preview is None:
        return {"routes": [], "left_out": []}
    return {
        "routes": [_route(card) for card in preview.routes],
        "left_out": [_left(one) for one in preview.left_out],
    }


def _route(card: RouteCard) -> dict[str, Any]:
    return {
        "shift": card.shift.public_id,
        "vehicle": card.shift.vehicle.code,
        "departs_at": card.departs_at,
        "returns_at": card.returns_at,
        "seconds": card.seconds,
        "metres": card.metres,
        "cost_minor": card.cost,
        "loads": [{"name": name, "carried": most, "capacity": can} for name, most, can in card.loads],
        "stops": [_stop(stop) for stop in card.stops],
    }


def _stop(stop: StopRow) -> dict[str, Any]:
    return {
        "number": stop.number,
        "order": stop.visit,
        "arrives_at": stop.arrives_at,
        "starts_at": stop.starts_at,
        "departs_at": stop.departs_at,
        "wait_seconds": stop.wait_seconds,
        "slack_seconds": stop.slack_seconds,
    }


def _left(one: LeftOut) -> dict[str, Any]:
    return {"order": one.visit, "code": one.code, "reason": one.reason, "suggestion": one.advice}
