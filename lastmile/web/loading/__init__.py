"""Pages at the dock: which van, and loading it by scan."""
