"""Pages of the last mile."""
