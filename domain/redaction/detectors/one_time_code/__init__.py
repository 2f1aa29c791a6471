"""Codes that are valid for one login or payment: one-time codes, PINs, card verification values.

These codes are only a few digits, so a key, a sentence, a call or a command must name them: `otp=493027`.
The words are in `words/one_time_code.txt`. Where to add a case:

    a key or a column                                      `names.py` decides by the words, `named.py` by the value
    a sentence, in any language                            `sentences.py` has the forms of codes, `spoken.py` the
                                                           words, and `phrases.py` decides by those around a code:
                                                           `first.py` if they follow it, `directly.py` if nothing is
                                                           between, `linked.py` if something else is
    a field beside the code, or the object around it       `beside.py`, `objects.py`, `apart.py`
    a call, a command, or a statement of SQL               `calls.py`, `commands.py`
    several codes, in a list                               `lists.py`
    a check: the code expected and the code received       `checked.py`, `said.py` if a name is before them
    a word that the prefilter does not know                `keywords.py`
"""

from domain.redaction.detectors.detector import Detector
from domain.redaction.detectors.one_time_code import (
    apart,
    beside,
    calls,
    checked,
    commands,
    lists,
    named,
    objects,
    said,
    sentences,
)

DETECTOR = Detector(
    kind="ONE_TIME_CODE",
    since=2,
    kept_in_names_of_tests=True,
    example="otp: 493027",
    source="RFC 6238 (TOTP: six to eight digits); ISO/IEC 7813 and the card schemes (three or four digits).",
    rules=(
        *named.RULES,
        apart.RULE,
        objects.RULE,
        calls.RULE,
        beside.RULE,
        lists.RULE,
        checked.RULE,
        said.RULE,
        *commands.RULES,
        sentences.RULE,
    ),
    normalise=lambda value, _regions: "".join(filter(str.isalnum, value)).upper(),
)
