"""What screens, plans and services read of the last mile."""
