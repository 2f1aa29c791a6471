"""Passwords in the configuration of servers and network devices, and in statements of SQL and PowerShell."""

from domain.redaction.detectors.secret.configuration import devices, servers, statements

RULES = (*servers.RULES, *devices.RULES, *statements.RULES)
