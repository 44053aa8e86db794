"""The planning engine: an immutable problem goes in, a plan comes out.

Plain Python and whole numbers: seconds, metres, grams, minor units of money. No database, no network,
no settings; the only clock is the solver's own deadline. Callers use `problem`, `plan`, `solve`,
`evaluate`, `check`, `explain`, `load_plan` and `formats`; the rest is inside.
"""
