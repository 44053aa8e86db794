"""Commands of roads and plans."""
