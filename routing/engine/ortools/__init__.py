"""The only place that knows OR-Tools; it is imported when a solve begins, not before."""
