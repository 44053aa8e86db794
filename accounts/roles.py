"""The permission matrix: which role may do what. One table; a test compares it with the database.

Permissions are named by the apps that own them; this app only knows their names.
"""

STOCK = {"wms.view_stock"}
KEEP_STOCK = STOCK | {"wms.manage_items", "wms.adjust_stock"}

ROLES: dict[str, set[str]] = {
    "picker": STOCK,
    "loader": STOCK,
    "warehouse lead": KEEP_STOCK,
    "customer service": STOCK,
    "dispatcher": STOCK,
    "driver": set(),
    "integrator": KEEP_STOCK,
    "administrator": KEEP_STOCK | {"accounts.manage_people"},
}
