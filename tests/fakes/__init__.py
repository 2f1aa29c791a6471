"""The ports played in memory, for tests: one module a port, under the port's own name.

They keep the same contract as the real adapters (tests/contract), and fail on demand: while `failure` is set, every
method of the port raises it.
"""
