"""Readers and writers: our own JSON, Solomon and Gehring-Homberger text, VRPLIB."""
