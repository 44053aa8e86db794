"""Publishing: drivers and recipients are told what the plan is now. Until then nobody hears of an edit."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import User
from core.events import publish
from core.live import topic_changed
from core.public_events import Happening, record
from core.transactions import service
from lastmile.events import RoutesPublished
from lastmile.models import Route
from lastmile.queries.publishing import Audience, audience_of, unpublished
from lastmile.services._revision_guard import locked_unchanged


@dataclass(frozen=True, slots=True)
class Published:
    """The routes that were published, and who will hear."""

    routes: tuple[Route, ...]
    audience: Audience


@service
def publish_routes(*, expected: Mapping[str, int], by: User | None, at: datetime) -> Published:
    """Send the revisions that were looked at to the drivers; `expected` is each route's, by its public id.

    Routes that nobody drives, or that were sent already, are left as they are. Raises RouteChangedError when
    one has another revision by now. Event RoutesPublished.
    """
    locked = locked_unchanged(keys=[UUID(key) for key in sorted(expected)], expected=expected)
    due = unpublished(locked.values())
    audience = audience_of(routes=due)
    for route in due:
        route.sent_revision, route.published_at = route.planned_revision, at
        route.save(update_fields=["sent_revision", "published_at", "updated_at"])
    _tell(due, audience.delivery_ids, by=by, at=at)
    return Published(tuple(due), audience)


def _tell(routes: Collection[Route], delivery_ids: tuple[int, ...], *, by: User | None, at: datetime) -> None:
    if not routes:
        return
    record([_happening(route) for route in routes], at=at, by=by)
    publish(RoutesPublished(route_ids=tuple(route.pk for route in routes), delivery_ids=delivery_ids))
    for code in {route.site.code for route in routes}:
        topic_changed(f"board:{code}")
    for route in routes:
        topic_changed(f"route:{route.public_id}")


def _happening(route: Route) -> Happening:
    return Happening(
        type="route.published",
        subject_type="route",
        subject_id=route.public_id,
        scope=route.site.code,
        facts={"code": route.code, "revision": route.sent_revision},
        changed=["sent_revision"],
    )
