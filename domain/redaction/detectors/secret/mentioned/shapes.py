"""What a value in a sentence looks like: generated, chosen by a person, or an ordinary word."""

from domain.redaction.detectors.secret.named.forms import names_something_else
from domain.redaction.detectors.secret.passwords import is_password
from domain.redaction.pattern import UUID, Pattern

GENERATED, LONG, CHOSEN, PLAIN, DASHED = 3, 2, 1, 0, -1

_LONG, _LEAST_GENERATED = 20, 8
_MANY_GROUPS = 4
_QUANTITY = Pattern(r"\d+(?:[.,]\d+)?[a-z]{1,3}(?:\d+)?")
_GROUP_OF_DIGITS = Pattern(r"\d+")
_DIGIT_INSIDE = Pattern(r"\d[A-Za-z]")
_CAPITAL_INSIDE = Pattern(r"(?=.*[a-z]).+[A-Z]")
_SIGN = Pattern(r"[!@#$%^&*+?~=;<>]")
_CHOSEN = Pattern(r"(?=.*[A-Za-z])(?:(?=.*\d)|.*\w[!#&+^]\w)")
_SEVERAL_WORDS = Pattern(r"[a-z]\w*_\w+_\w*")
_WORD_AND_NUMBER = Pattern(r"[a-z]{3,}\d{2,}")
# The id of a user or a group of Windows.
_SID = Pattern(r"S-1-\d[\d-]*")
_PLAIN = Pattern(r"[A-Za-z]*[a-z]+(?:-[a-z]+)*")


def points_of(value: str, *, quoted: bool) -> int | None:
    """Return the points of the value itself, None if it is no candidate."""
    is_chosen = _CHOSEN.match(value) is not None
    if (
        not (is_chosen or _PLAIN.fullmatch(value))
        or not is_password(value)
        or _QUANTITY.fullmatch(value)
        or _SID.fullmatch(value)
        or (names_something_else(value) and not _WORD_AND_NUMBER.fullmatch(value))
    ):
        return None
    if not is_chosen:
        return PLAIN if quoted else DASHED
    groups = len(_GROUP_OF_DIGITS.findall(value))
    has_capitals, has_signs = _CAPITAL_INSIDE.match(value) is not None, _SIGN.search(value) is not None
    if "-" not in value and "_" not in value and len(value) >= _LEAST_GENERATED:
        features = has_capitals + has_signs + (_DIGIT_INSIDE.search(value) is not None)
        if features > 1 and (has_signs or groups > 1):
            return GENERATED
    if len(value) >= _LONG and groups >= _MANY_GROUPS and not UUID.fullmatch(value):
        return LONG
    return None if _SEVERAL_WORDS.fullmatch(value) else CHOSEN
