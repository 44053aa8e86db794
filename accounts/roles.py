"""The permission matrix: which role may do what. One table; a test compares it with the database.

Permissions are named by the apps that own them; this app only knows their names.
"""

ROLES: dict[str, set[str]] = {
    "picker": set(),
    "loader": set(),
    "warehouse lead": set(),
    "customer service": set(),
    "dispatcher": set(),
    "driver": set(),
    "integrator": set(),
    "administrator": {"accounts.manage_people"},
}
