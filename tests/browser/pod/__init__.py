"""Recipients' pages in a browser."""
