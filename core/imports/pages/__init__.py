"""The page door of all imports."""
