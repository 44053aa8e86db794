"""What changes deliveries, fleet, plans and routes."""
