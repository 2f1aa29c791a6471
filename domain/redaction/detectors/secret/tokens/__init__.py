"""Tokens and private keys, which their own format identifies in any context. `formats` is the table of tokens."""

from domain.redaction.detectors.secret.tokens import private_key, tokens

RULES = (*tokens.RULES, *private_key.RULES)
