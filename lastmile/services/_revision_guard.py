"""Routes locked for an edit, refused when somebody else changed one since it was looked at."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from core.errors import NotFoundError
from lastmile.errors import RouteChangedError
from lastmile.models import Route


def locked_unchanged(
    *, keys: Collection[UUID], expected: Mapping[str, int], read: Mapping[str, int] | None = None
) -> dict[UUID, Route]:
    """Lock the routes, in the order of their numbers so that two edits never wait for each other.

    `expected` says which revision the person looked at, `read` which one the edit was worked out from. Raises
    RouteChangedError with what changed, by whom, when one of them is not the route's own.
    """
    locked = list(Route.objects.filter(public_id__in=list(keys)).order_by("pk").locked())
    routes = {route.public_id: route for route in locked}
    if len(routes) != len(set(keys)):
        raise NotFoundError(_("There is no such route any more."))
    for key, route in routes.items():
        seen = {expected.get(str(key)), (read or expected).get(str(key))}
        if seen != {route.planned_revision}:
            since = min((one for one in seen if one is not None), default=0)
            raise changed_error(route=route, since=since)
    return {key: routes[key] for key in keys}


def changed_error(*, route: Route, since: int) -> RouteChangedError:
    """The refusal that names what happened to the route after that revision."""
    changes = [_change(one) for one in route.revisions.filter(number__gt=since).select_related("created_by")]
    who = changes[-1]["by"] if changes else ""
    told = _("%(who)s changed %(code)s meanwhile: %(what)s.") if who else _("%(code)s changed meanwhile.")
    facts = {"who": who, "code": route.code, "what": changes[-1]["what"] if changes else ""}
    return RouteChangedError(
        told % facts, route=str(route.public_id), revision=route.planned_revision, changes=changes
    )


def _change(one: Any) -> dict[str, Any]:  # noqa: ANN401 - a revision with its author
    return {
        "revision": one.number,
        "what": one.note or str(one.get_kind_display()),
        "by": str(one.created_by) if one.created_by else "",
        "at": one.created_at.isoformat(),
    }
