"""The ports, as they misbehave: one module a port, under the port's own name.

With faults stopped they keep the same contracts as the real adapters (tests/contract).
"""
