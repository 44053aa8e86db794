"""The REST API of the warehouse."""
