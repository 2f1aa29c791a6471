"""Simulated ports that fail: one module per port, with the port's name.

With faults stopped, they keep the same contracts as the real adapters (tests/contract).
"""
