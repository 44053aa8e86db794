"""The dispatcher's word about a failed delivery: another try, or back to stock, whatever its reason says."""

from datetime import date

from django.utils.translation import gettext as _

from core.errors import BadInputError, StaleError
from core.transactions import service
from lastmile.models import Delivery, Route
from lastmile.services import coming_back
from lastmile.services.delivering import Act
from lastmile.states import AttemptOutcome, DeliveryStatus
from returns.models import ReturnPlan
from returns.services import _receiving


@service
def plan_back(*, delivery: Delivery, tries_again: bool, try_on: date | None, act: Act) -> ReturnPlan:
    """Say what is to become of a delivery that failed. Where its goods wait at the dock, it is done at once.

    Raises StaleError where it is delivered, or planned anew; BadInputError for a day that is over.
    """
    failed = delivery.attempts.standing().filter(outcome=AttemptOutcome.FAILED).order_by("-number").first()
    if failed is None or failed.visited is None:
        raise StaleError(_("This delivery has not failed."), delivery=str(delivery.public_id))
    route: Route = failed.visited.stop.trip.route
    _route, held = coming_back.hold_coming_back(route_id=route.pk, delivery_ids=[delivery.pk])
    delivery = held[0]
    if delivery.status not in (DeliveryStatus.FAILED, DeliveryStatus.RETURNED):
        raise StaleError(_("This delivery has not failed."), delivery=str(delivery.public_id))
    if try_on and try_on < act.occurred_at.astimezone(delivery.order.site.zone).date():
        raise BadInputError(_("That day is over."), place="try_on")
    plan, _made = ReturnPlan.objects.update_or_create(
        attempt=failed,
        defaults={
            "tries_again": tries_again,
            "try_on": try_on if tries_again else None,
            "by": act.by,
            "decided_at": act.occurred_at,
        },
    )
    _receiving.go_on(delivery, [], act)
    return plan
