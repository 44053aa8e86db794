"""What operators do with proofs."""
