"""Which proof is due, as plain Python."""
