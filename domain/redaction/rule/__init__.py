"""A rule: one way to recognise values of a kind, as data with examples.

`rule` describes a rule and runs it on a text. `evidence` is the account of a candidate: the points for and against it,
which are the same for all kinds. `precheck` has the RE2 patterns that a text must match before a rule searches in it.
"""

from domain.redaction.rule.rule import Finder, Rule

__all__ = ["Finder", "Rule"]
