"""Pages of the floor: read by scanner and phone, acted on by signed commands."""
