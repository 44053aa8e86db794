"""How fast the dispatch board paints what changed."""
