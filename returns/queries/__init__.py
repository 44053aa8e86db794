"""Reading for the dock, the office and other systems."""
