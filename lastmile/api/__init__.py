"""The REST API of the last mile."""
