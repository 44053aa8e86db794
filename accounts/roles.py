"""The permission matrix: which role may do what. One table; a test compares it with the database.

Permissions are named by the apps that own them; this app only knows their names.
"""

STOCK = {"wms.view_stock"}
KEEP_STOCK = STOCK | {"wms.manage_items", "wms.adjust_stock"}
FLOOR = STOCK | {"wms.pick", "wms.pack", "wms.stage"}
ORDERS = {"lastmile.view_orders"}
KEEP_ORDERS = ORDERS | {"lastmile.manage_orders", "lastmile.check_addresses"}
PLANS = {"lastmile.view_plans", "routing.view_roadnetwork"}
PLAN = PLANS | KEEP_ORDERS | {"lastmile.plan_routes", "lastmile.manage_fleet"}
PAIR = {"accounts.pair_devices"}
LOAD = {"lastmile.load"}
RELEASE = {"lastmile.release_routes"}
PEOPLE = {"accounts.manage_people"}
DISPATCH = {"lastmile.dispatch"}
PROOFS = {"pod.view_proofs"}
AT_DOORS = {"pod.see_pins", "pod.export_proofs"}
"""What the office does about a door, and the warehouse does not."""
DOCK = {"returns.view_returns", "returns.receive_returns"}
RETURNS = {"returns.view_returns", "returns.manage_returns"}

CARRY = {"FLOOR": {"picker", "loader", "warehouse lead"}, "DRIVER": {"driver"}}
"""Whose phone or scanner works where."""

ROLES: dict[str, set[str]] = {
    "picker": FLOOR,
    "loader": STOCK | PLANS | LOAD | DOCK,
    "warehouse lead": KEEP_STOCK | FLOOR | ORDERS | PLANS | PAIR | LOAD | RELEASE | PROOFS | DOCK | RETURNS,
    "customer service": STOCK | KEEP_ORDERS | PLANS | PROOFS | AT_DOORS | RETURNS,
    "dispatcher": STOCK | PLAN | PAIR | DISPATCH | RELEASE | PROOFS | AT_DOORS | RETURNS,
    "driver": {"lastmile.drive"},
    "integrator": KEEP_STOCK | KEEP_ORDERS | PLANS | RETURNS,
    "administrator": KEEP_STOCK
    | FLOOR
    | PLAN
    | PAIR
    | DISPATCH
    | LOAD
    | RELEASE
    | PEOPLE
    | PROOFS
    | AT_DOORS
    | DOCK
    | RETURNS,
}
