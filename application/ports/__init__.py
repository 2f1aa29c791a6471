"""The roles that the use cases need played.

A port's docstrings are its whole contract; tests/contract holds every adapter to it.
"""
