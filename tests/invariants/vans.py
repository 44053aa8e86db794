"""Vans at the dock and on the road for the saboteurs, and how each rule about loading is broken."""

from lastmile.load_states import ShortReason
from lastmile.services import departing, loading
from tests.lastmile.loading.docks import dock

LOADED_NOW = """
  SELECT u.id FROM lastmile_loadunit u JOIN lastmile_load d ON d.id = u.load_id
  JOIN lastmile_trip t ON t.id = d.trip_id JOIN lastmile_route r ON r.id = t.route_id
  WHERE r.status = 'RELEASED' AND u.loaded_at IS NOT NULL"""
SABOTEURS = {
    "what_was_loaded_is_on_board_delivered_or_brought_back": """
        UPDATE wms_stocktransaction SET kind = 'ADJUST' WHERE kind = 'LOAD'""",
    "a_loaded_unit_stands_in_its_vehicle_until_it_leaves": f"""
        UPDATE wms_handlingunit SET location_id = (SELECT min(id) FROM wms_location WHERE kind = 'LANE')
        WHERE id IN (SELECT handling_unit_id FROM lastmile_loadunit WHERE id IN ({LOADED_NOW}))""",
    "nothing_is_in_a_vehicle_that_was_not_loaded": """
        UPDATE lastmile_loadunit SET loaded_at = NULL, short_reason = 'MISSING'""",
    "no_unit_leaves_without_a_scan_or_a_reason": """
        UPDATE lastmile_loadunit SET short_reason = ''""",
    "a_unit_is_in_one_load_that_is_open": f"""
        UPDATE lastmile_loadunit SET handling_unit_id = (
          SELECT handling_unit_id FROM lastmile_loadunit WHERE id IN ({LOADED_NOW}) LIMIT 1)""",
    "a_driver_is_on_every_route_that_left": """
        UPDATE lastmile_route SET driver_id = NULL WHERE status = 'DEPARTED'""",
}


def on_the_way() -> None:
    """One van that left with one of two cartons, and one that is being loaded."""
    gone, here = dock(1, 1), dock(1, 1)
    for at in (gone, here):
        loading.scan(load_id=at.load.pk, code=at.code(2), act=at.act())
    loading.report_short(
        load_id=gone.load.pk, unit_id=gone.unit(1).pk, reason=ShortReason.MISSING, act=gone.act()
    )
    departing.depart_route(route_id=gone.route.pk, act=gone.act())
