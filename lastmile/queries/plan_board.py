"""The planning page of a day: what waits, who is on duty, which previews there are."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Q

from lastmile.models import Delivery, PlanDraft, Route, Shift
from lastmile.queries.planning_input import free_shifts, has_goods, waiting_deliveries
from lastmile.states import REACHABLE, DeliveryStatus, RouteStatus
from wms.models import Site


@dataclass(frozen=True, slots=True)
class PlanBoard:
    """What a dispatcher needs to know before asking for a plan."""

    waiting: int
    plannable: int
    to_check: int
    without_goods: int
    planned: int
    routes: int
    shifts: list[Shift]
    drafts: list[PlanDraft]


def plan_board(*, site: Site, plan_on: date) -> PlanBoard:
    """Five queries, however large the day is."""
    waiting = waiting_deliveries(site=site, plan_on=plan_on).annotate(goods=has_goods())
    counts = waiting.aggregate(
        waiting=Count("pk"),
        plannable=Count("pk", filter=Q(goods=True, address__status__in=REACHABLE)),
        to_check=Count("pk", filter=~Q(address__status__in=REACHABLE)),
        without_goods=Count("pk", filter=Q(goods=False)),
    )
    planned = Delivery.objects.filter(order__site=site, deliver_on=plan_on, status=DeliveryStatus.PLANNED)
    routes = Route.objects.filter(site=site, works_on=plan_on).exclude(status=RouteStatus.CANCELLED)
    drafts = PlanDraft.objects.filter(site=site, plan_on=plan_on).select_related("run", "created_by")
    drafts = drafts.annotate(currency=Min("shifts__vehicle__type__currency"))
    return PlanBoard(
        **counts,
        planned=planned.count(),
        routes=routes.count(),
        shifts=list(free_shifts(site=site, plan_on=plan_on)),
        drafts=list(drafts.order_by("-created_at")[:20]),
    )
