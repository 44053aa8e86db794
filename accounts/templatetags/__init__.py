"""Tags of pages for phones."""
