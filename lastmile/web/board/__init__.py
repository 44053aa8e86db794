"""The dispatch board: its page and the documents that feed it."""
