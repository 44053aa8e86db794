"""Template tags of the last mile."""
