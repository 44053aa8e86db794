"""The API door of all imports."""
