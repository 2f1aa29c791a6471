"""Passwords on command lines."""

from domain.redaction.detectors.secret.commands import command, others, piped

RULES = (command.RULE, *others.RULES, *piped.RULES)
