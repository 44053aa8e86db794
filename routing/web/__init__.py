"""Pages and files for the browser."""
