"""What a scanner may tell of goods that come back."""
