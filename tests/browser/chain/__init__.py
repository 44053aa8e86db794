"""Several people at once, each at a screen of their own."""
