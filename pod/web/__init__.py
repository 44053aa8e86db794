"""Pages of proofs, tracking and messages."""
