"""The laws of each port, written once and tested with every adapter.

Laws of a single adapter have modules of their own.
"""
