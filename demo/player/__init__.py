"""A day that is played: drivers, pickers and loaders who work through the doors that real devices use.

A process of its own that knows an address and pairing codes, and nothing of the product's insides: it
imports neither Django nor any app (a house test sees to it).
"""
