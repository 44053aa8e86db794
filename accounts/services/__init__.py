"""What changes users, roles and keys."""
