"""The driver's day for a paired phone."""
