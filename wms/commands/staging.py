"""Acts at the lanes."""

from accounts.device_registry import Received
from wms.commands import reading
from wms.services import staging


def stage(command: Received) -> dict[str, object]:
    """`stage.scan {code, lane}` in a site: a parcel stands in a lane."""
    staged = staging.stage(
        code=reading.text(command, "code"),
        lane=reading.text(command, "lane"),
        site_id=reading.site(command).pk,
        command=str(command.id),
        by=command.by,
        at=command.occurred_at,
        device=reading.device_of(command),
    )
    return {
        "lane": staged.lane.code,
        "order": staged.parcel.shipment.order.number,
        "left": staged.left,
        "before": staged.before,
        "warning": staged.warning,
    }
