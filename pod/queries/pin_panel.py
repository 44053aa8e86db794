"""What the office sees of a delivery's PIN before it asks for it."""

from dataclasses import dataclass
from datetime import datetime

from core.models import PublicEvent
from lastmile.models import Delivery
from pod.models import PinIssue
from pod.queries.pins import asking_for_pin


@dataclass(frozen=True, kw_only=True, slots=True)
class PinPanel:
    """The latest issue, and since when the phone takes no more tries, if it does not."""

    issue: PinIssue | None
    locked_at: datetime | None


def pin_panel(delivery: Delivery) -> PinPanel | None:
    """None where nobody asks for a PIN."""
    if not asking_for_pin([delivery]):
        return None
    issue = PinIssue.objects.filter(delivery=delivery).select_related("issued_by").order_by("-number").first()
    locked = PublicEvent.objects.filter(
        subject_type="delivery", subject_id=delivery.public_id, type="delivery.pin_locked"
    )
    if issue:
        locked = locked.filter(occurred_at__gte=issue.issued_at)
    last = locked.order_by("-occurred_at").first()
    return PinPanel(issue=issue, locked_at=last.occurred_at if last else None)
