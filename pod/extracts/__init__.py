"""What leaves the house: a program without the product that verifies exported proofs."""
