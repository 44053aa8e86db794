"""Measurements of proofs."""
