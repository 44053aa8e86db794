"""One draft as its page needs it: found for a person, its progress as a curve, its routes as lines."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from accounts.models import User
from lastmile.models import PlanDraft
from lastmile.queries.previews import Preview
from lastmile.queries.route_lines import depot_of, look_of
from lastmile.queries.timelines import Line, Span
from routing.models import PlanRun
from wms.queries.access import sites_visible_to

WIDTH, HEIGHT = 240, 64


@dataclass(frozen=True, slots=True)
class Curve:
    """How the cost fell: the points of an SVG polyline, the first and the last cost."""

    points: str
    first: int
    last: int
    steps: int

    @property
    def saved_percent(self) -> int:
        """By how much the last is below the first."""
        return 0 if self.first <= 0 else round(100 * (self.first - self.last) / self.first)


def draft_for(user: User, public_id: UUID) -> PlanDraft | None:
    """The draft, if the user may see its site."""
    visible = PlanDraft.objects.filter(site__in=sites_visible_to(user), public_id=public_id)
    return visible.select_related("run", "site", "created_by").first()


def may_watch_plan(viewer: AbstractBaseUser | AnonymousUser, key: str) -> bool:
    """Who may hear that a plan run changed: whoever may see plans, and the site of the draft it is for."""
    if not isinstance(viewer, User) or not viewer.has_perm("lastmile.view_plans"):
        return False
    try:
        run_id = UUID(key)
    except ValueError:
        return False
    return PlanDraft.objects.filter(run__public_id=run_id, site__in=sites_visible_to(viewer)).exists()


def progress_curve(run: PlanRun) -> Curve | None:
    """The steps of the last attempt as a falling line; None before the first plan."""
    rows = list(run.progress.filter(attempt=run.attempt).order_by("number").values_list("elapsed_ms", "cost"))
    if not rows:
        return None
    longest = max(run.seconds * 1000, rows[-1][0], 1)
    high, low = max(row[1] for row in rows), min(row[1] for row in rows)
    spread = max(high - low, 1)
    points: list[str] = []
    for at, (elapsed, cost) in enumerate(rows):
        x, y = elapsed * WIDTH // longest, 4 + (high - cost) * (HEIGHT - 8) // spread
        if at:
            points.append(f"{x},{points[-1].split(',')[1]}")
        points.append(f"{x},{y}")
    if run.has_ended:
        points.append(f"{WIDTH},{points[-1].split(',')[1]}")
    return Curve(points=" ".join(points), first=rows[0][1], last=rows[-1][1], steps=len(rows))


def drawn(draft: PlanDraft, preview: Preview, paths: dict[str, list[str]]) -> dict[str, Any]:
    """The preview for the map: encoded lines per route, numbered points, the depot, what is left out."""
    zone = draft.site.zone
    return {
        "sites": depot_of(draft.site),
        "routes": [
            look_of(card.number)
            | {
                "lines": [line for line in paths.get(str(card.shift.public_id), []) if line],
                "stops": [
                    {
                        "number": stop.number,
                        "at": [stop.latitude, stop.longitude],
                        "name": stop.delivery.recipient_name if stop.delivery else "",
                        "time": f"{stop.arrives_at.astimezone(zone):%H:%M}",
                    }
                    for stop in card.stops
                ],
            }
            for card in preview.routes
        ],
        "left": [
            {
                "at": [one.delivery.address.access_latitude, one.delivery.address.access_longitude],
                "name": one.delivery.recipient_name,
                "reason": one.reason,
            }
            for one in preview.left_out
            if one.delivery
        ],
    }


def preview_spans(draft: PlanDraft, preview: Preview) -> list[Line]:
    """Lanes of the time line, one per route of the preview, breaks among the stops."""
    zone = draft.site.zone
    return [
        Line(
            number=card.number,
            code=card.code,
            url=f"#route-{card.number}",
            starts_at=card.departs_at,
            ends_at=card.returns_at,
            spans=[
                *(
                    Span(
                        starts_at=stop.starts_at,
                        ends_at=stop.departs_at,
                        title=f"{stop.starts_at.astimezone(zone):%H:%M} "
                        f"{stop.delivery.recipient_name if stop.delivery else ''}".strip(),
                    )
                    for stop in card.stops
                ),
                *(
                    Span(starts_at=opens, ends_at=closes, title=_("Break"), is_break=True)
                    for opens, closes in card.breaks
                ),
            ],
        )
        for card in preview.routes
    ]
