"""Implementations of the ports in memory, for tests: one module per port, with the port's name.

They keep the same contracts as the real adapters (tests/contract). While `failure` is set, every method of the port
raises it.
"""
