"""The driver's pages on a phone."""
