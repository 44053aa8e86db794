"""Reading for pages and messages."""
