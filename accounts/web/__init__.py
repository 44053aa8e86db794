"""Pages about who is asking."""
