"""The protocols in which requests bring logs, one per module.

To add a protocol, write a module with a subclass of `Protocol`, and add a line to `entrypoints.handlers.ingest`.
"""
