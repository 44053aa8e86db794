"""What proofs, tracking and messages do to the database."""
