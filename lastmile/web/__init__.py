"""Pages of the last mile for people."""
