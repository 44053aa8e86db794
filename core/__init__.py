"""What every app needs and no word of the field: errors, events, lifecycles, locks, doors."""
