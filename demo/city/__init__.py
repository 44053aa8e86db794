"""Portolane, a made-up city written as an ordinary OpenStreetMap extract.

It lies in the open ocean, so that nobody takes it for a real place. It is the same to the last byte for
the same seed and the same libraries. Distances are metres east (x) and north (y) of the city's middle.
"""
