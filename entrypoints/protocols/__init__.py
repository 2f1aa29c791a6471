"""The forms in which many logs come at once, one module each.

A new one is one file with a `Protocol` in it, and one line in `entrypoints.handlers.ingest`.
"""
