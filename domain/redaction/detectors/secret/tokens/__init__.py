"""Secrets that their own format identifies in any context.

`formats` is the table of tokens, and `tokens` finds them. `private_key` has keys in PEM and the like.
"""

from domain.redaction.detectors.secret.tokens import private_key, tokens

RULES = (*tokens.RULES, *private_key.RULES)
