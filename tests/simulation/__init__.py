"""The real use cases and Lambda handlers in a world where everything goes wrong, replayed from a seed.

`history` runs one history, `laws` judge what came of it, `campaign` runs many and `mutants` prove that the laws can be
broken. `python -m tests.simulation` is `make simulate`.
"""
