"""The ports: abstract classes for everything outside that the use cases, and the embedded run around them, need.

A port's docstrings are its complete contract. tests/contract checks every adapter against it.
"""
