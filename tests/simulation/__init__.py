"""The real use cases and Lambda handlers in a simulated world where everything can fail, reproducible from a seed.

`history` runs one history, `laws` checks its result, `campaign` runs many, and `mutants` shows that the laws detect
broken code. `python -m tests.simulation` is `make simulate`.
"""
