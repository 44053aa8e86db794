"""What screens and plans read of the last mile."""
