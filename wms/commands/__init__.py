"""What phones and scanners may do in the warehouse: each kind of act calls one service."""

from accounts import device_registry
from wms.commands import counting, packing, picking, staging

SCOPE = "FLOOR"


def register_all() -> None:
    """Called by AppConfig.ready()."""
    acts = (
        ("pick.start", picking.start_walk, "wms.pick"),
        ("pick.confirm", picking.confirm_pick, "wms.pick"),
        ("pick.short", picking.short_pick, "wms.pick"),
        ("pick.undo", picking.undo_pick, "wms.pick"),
        ("pick.put_back", picking.put_back, "wms.pick"),
        ("pack.scan", packing.pack, "wms.pack"),
        ("pack.take_out", packing.take_out, "wms.pack"),
        ("pack.close_carton", packing.close_carton, "wms.pack"),
        ("pack.close", packing.close_shipment, "wms.pack"),
        ("label.print", packing.print_label, "wms.pack"),
        ("count.submit", counting.submit, "wms.pick"),
        ("count.ask", counting.ask, "wms.pick"),
        ("stage.scan", staging.stage, "wms.stage"),
    )
    for kind, act, permission in acts:
        device_registry.register(kind, act, scope=SCOPE, permission=permission)
