"""What returns do to the database."""
