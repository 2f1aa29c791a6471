"""Secrets that a sentence states. The words of the sentences are in `words/secret_sentences.txt`.

`stated` has sentences of several languages that state a password, `english` those that set-ups and programs print, and
`settings` those that assign a secret to a setting.
"""

from domain.redaction.detectors.secret.sentences import english, settings, stated

RULES = (*english.RULES, *stated.RULES, *settings.RULES)
