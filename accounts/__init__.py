"""Users, roles, keys: who is asking."""
