"""What changes roads and plans."""
