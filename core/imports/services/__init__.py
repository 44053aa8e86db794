"""Checking and applying files: the only writers of ImportRun."""
