"""Passwords among the arguments of calls. `functions` is the table of functions, and `calls` reads the calls."""

from domain.redaction.detectors.secret.calls.calls import RULES

__all__ = ["RULES"]
