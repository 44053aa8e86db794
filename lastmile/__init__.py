"""Orders as the road sees them, addresses, fleet, plans and routes: from the dock to the door."""
