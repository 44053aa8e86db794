"""The demo's working day, made through the services that everybody uses. Deterministic but for the date."""
