"""Returns for other systems."""
