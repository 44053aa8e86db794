"""What the REST API of all apps shares."""
