"""Commands of proofs."""
