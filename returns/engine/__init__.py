"""What becomes of goods that come back, as plain Python."""
