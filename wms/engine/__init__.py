"""Arithmetic of the warehouse floor: walks, batches, cartons. Plain Python, no database."""
