"""Template tags of the warehouse."""
