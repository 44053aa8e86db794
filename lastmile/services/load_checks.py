"""The driver's own look into the van before it leaves: what is there, and what is not."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from core import events, live
from core.errors import BadInputError
from core.public_events import Happening, record
from core.transactions import service
from lastmile.door_states import Conflict
from lastmile.events import ConflictsFound
from lastmile.models import Delivery, LoadUnit, Route
from lastmile.services._door import Act


@service
def check_load(*, route: Route, found: Collection[int], missing: Collection[int], act: Act) -> dict[str, int]:
    """The driver found these units of the route and misses those. Returns how many of each.

    What is missing is told to the office; the load itself is the loader's. Raises BadInputError for a unit
    that is not the route's, or that is both.
    """
    route = Route.objects.select_related("site").locked().get(pk=route.pk)
    units = {one.pk: one for one in LoadUnit.objects.filter(load__trip__route=route)}
    if not {*found, *missing} <= set(units) or {*found} & {*missing}:
        raise BadInputError(_("A unit of the check is not on this route, or is both there and not."))
    gone = [units[pk] for pk in sorted(missing)]
    happening = Happening(
        type="route.load_checked",
        subject_type="route",
        subject_id=route.public_id,
        scope=route.site.code,
        facts={"code": route.code, "found": len(found), "missing": len(gone)},
    )
    record([happening], at=act.occurred_at, by=act.by, device=act.device)
    if gone:
        ids = tuple(
            Delivery.objects.filter(shipment__in=[one.shipment_id for one in gone]).values_list(
                "pk", flat=True
            )
        )
        facts: dict[str, object] = {"route": route.code, "units": len(gone), "device": act.device}
        events.publish(ConflictsFound(kind=Conflict.NOT_FOUND.value, delivery_ids=ids, facts=facts))
    live.topic_changed(f"route:{route.public_id}")
    live.topic_changed(f"board:{route.site.code}")
    return {"found": len(found), "missing": len(gone)}
