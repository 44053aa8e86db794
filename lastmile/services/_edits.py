"""Keeping an edit: the revisions of its routes, their history, the row that can be taken back, the call to
boards."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from accounts.models import User
from core.live import topic_changed
from core.public_events import Happening, record
from lastmile.models import Route, RouteEdit
from lastmile.services.revisions import write_revision
from lastmile.states import EditKind, RevisionKind


def keep_edit(
    *,
    kind: EditKind,
    routes: Mapping[UUID, Route],
    kinds: Mapping[UUID, RevisionKind],
    facts: Mapping[str, str],
    by: User | None,
    at: datetime,
    undoes: RouteEdit | None = None,
    begins: Mapping[UUID, datetime] | None = None,
) -> RouteEdit:
    """Write revisions, history and the edit itself; in the caller's transaction, the routes locked."""
    before = {str(key): route.planned_revision for key, route in routes.items()}
    for key, route in routes.items():
        bound = (begins or {}).get(key)
        write_revision(route=route, kind=kinds[key], by=by, note=facts["note"], begins=bound)
    record([_revised(route, kinds[key]) for key, route in routes.items()], at=at, by=by)
    first = next(iter(routes.values()))
    topic_changed(f"board:{first.site.code}")
    return RouteEdit.objects.create(
        site=first.site,
        works_on=first.works_on,
        kind=kind,
        facts=dict(facts),
        before=before,
        after={str(key): route.planned_revision for key, route in routes.items()},
        made_at=at,
        made_by=by,
        undoes=undoes,
    )


def _revised(route: Route, kind: RevisionKind) -> Happening:
    return Happening(
        type="route.revised",
        subject_type="route",
        subject_id=route.public_id,
        scope=route.site.code,
        facts={"code": route.code, "revision": route.planned_revision, "kind": kind.value},
        changed=["driver" if kind == RevisionKind.TRANSFER else "stops"],
    )
