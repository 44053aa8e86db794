"""What a driver's phone may tell."""
