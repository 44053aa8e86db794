"""What screens and the API ask of the warehouse. Nothing here writes."""
