"""What a value looks like that is what its key promises."""

from domain.redaction.detectors.secret.names import Named
from domain.redaction.detectors.secret.references import is_reference
from domain.redaction.pattern import Pattern

LETTERS_AND_DIGITS = Pattern(r"(?=.*[A-Za-z])(?=.*[0-9])")
SHORTEST_SECRET = 4
_MIN_KEY = 6
_WORDS_ONLY = Pattern(r"[A-Z]?[a-z]*(?:[-_./: ][A-Z]?[a-z]*)*|[A-Z]+(?:[-_.][A-Z]+)*|[\d.,:-]+")
_CAMEL = Pattern(r"[A-Z]?[a-z]+(?:[A-Z][a-z]+)+")


def is_secret(value: str, named: Named, *, assigned: bool) -> bool:
    """Whether it is one, where it is `assigned` to its key, or only stands behind it in a sentence."""
    may_be = _may_be_password(value, assigned=assigned) if named is Named.PASSWORD else _may_be_key(value)
    return may_be and not is_reference(value)


def _may_be_password(value: str, *, assigned: bool) -> bool:
    if len(value) < SHORTEST_SECRET or (" " in value and not assigned):
        return False
    # In prose `password: changed` is talk.
    return assigned or not value.isalpha() or not (value.islower() or value.istitle())


def _may_be_key(value: str) -> bool:
    if len(value) < _MIN_KEY or " " in value or _WORDS_ONLY.fullmatch(value) or _CAMEL.fullmatch(value):
        return False
    letters = any(map(str.isalpha, value))
    digits = any(map(str.isdigit, value))
    return letters and (digits or (not value.islower() and not value.isupper() and len(set(value)) > _MIN_KEY))
