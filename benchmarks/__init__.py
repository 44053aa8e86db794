"""Measurements beside other solvers; not part of `make check` or `make test`."""
