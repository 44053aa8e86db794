"""What the last mile does about what happens below it: it writes rows and rings its own doorbells."""

from django.utils import timezone

from core.events import handles
from lastmile.services import raising
from wms.events import PicksShort


@handles(PicksShort)
def somebody_looks_at_short_picks(event: PicksShort) -> None:
    """Per delivery that misses goods one incident, while something can still be done."""
    raising.raise_short_picks(line_ids=event.line_ids, at=timezone.now())
