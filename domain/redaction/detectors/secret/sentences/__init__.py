"""Secrets that a sentence states. The words of the sentences are in `words/secret_sentences.txt`.

`stated` has sentences of several languages that state a password, `east_asian` those of languages without spaces
between words, `roles` those that name the password after it, `keys` those that state a key, `english` those that
set-ups and programs print, and `settings` those that assign a secret to a setting.
"""

from domain.redaction.detectors.secret.sentences import east_asian, english, keys, roles, settings, stated

RULES = (*english.RULES, *stated.RULES, *east_asian.RULES, *roles.RULES, *keys.RULES, *settings.RULES)
