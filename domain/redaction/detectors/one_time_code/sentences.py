"""Codes in sentences, in many languages: `Your code is …`, `Ihr Code lautet …`, `验证码 …`.

A noun such as *code* directly before the digits is not enough. There must be an owner (*your*), the kind of code
(*verification*) or a verb (*sent*), and no word that gives it another meaning (*error*, *zip*).
"""

import re
from collections.abc import Iterator

from domain.redaction.detectors.one_time_code import examples, first, keywords, phrases, spoken
from domain.redaction.detectors.one_time_code.linked import are_named, is_linked
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.precheck import AnyMatch
from domain.redaction.text import Span, Text

# The first character of a code. A colon may touch it only behind an East Asian word (`認証番号:728491`), and a letter
# only as an escape.
_FIRST = r"[0-9A-Z](?:(?:(?<![\w./#$+-].)|(?<=[a-z:]\+.))(?<!\*{3}.)(?<![ -~]:.)|(?<=\\[nrt].))"
_MIXED = r"(?=[A-Z-]*\d)[0-9A-Z]{3}"
_CONSONANTS = "[B-DF-HJ-NP-TV-Z]"
# The rest of a code.
_FORMS = (
    # `G-493027`, `4 93 02`, `493 027`, `493-027-1234`, `493-02-712`
    r"[A-Z]?-\d{5,6}",
    r"\d[ -]\d\d[ -]\d\d",
    r"\d\d[ -]\d{3}",
    # `ABC-DEF`
    r"[0-9A-Z]{2}-[0-9A-Z]{3}",
    r"\d{3}-\d{3}-\d{4}",
    r"\d\d-\d\d-\d{3}",
    # `A1B2-C3D4`, in two to five groups; devices also show consonants alone (RFC 8628, section 6.1): `WDJB-MJHT`.
    rf"{_MIXED}(?:-[0-9A-Z]{{4}}){{1,4}}",
    rf"{_CONSONANTS}{{3}}-{_CONSONANTS}{{4}}",
    # As speech: `4 9 3 0 2 7`, `4, 9, 3, 0`.
    r"(?P<sign>, ?|\. ?|[ -])\d(?:(?P=sign)\d){2,6}(?!(?P=sign)\d)",
    # `493027`, `A1B2C3`, `12345678A`
    r"(?=[A-Z]*\d)[0-9A-Z]{3,7}",
    r"(?=\d{0,7}[A-Z])(?=[A-Z]*\d)[0-9A-Z]{8,9}",
)
_END = r"(?![\w%-]|[.:/]\d|\s(?:ms|ns|us|bytes|rows|lines|times)\b|\s=\s)"
_CANDIDATE = Pattern(rf"{_FIRST}(?:{'|'.join(_FORMS)}){_END}")
_BEFORE, _BEHIND = 88, 64
# Before the codes of errors, in PHP and npm.
_OF_ERROR = ("Exception(code: ", "Error(code: ", "ERR! code ")
_TAG = Pattern(r"<[^<>]{65,320}>")
_LONGEST_TAG = 400
_ALPHANUMERIC = Pattern(r"[0-9A-Z]")
# Other groups of the same number, but not a date, a time or another number.
_MORE_DIGITS = Pattern(r"[ -](?!\d\d-\d\d\s|\d{4}-\d\d)\d\d(?:\d{0,2}[ -]\d|\d{1,2}(?!\d))")
_NEXT_ARGUMENT = Pattern(r",\s?\\*[\"']?\d")
_SIGNS_OF_LISTS = " \t>*-\"'"
_DIGITS_BEFORE = Pattern(r"\d[ -]?\d\d[ -]$")
# Between the codes of a list, and between two that differ.
_INSTEAD = "|".join(spoken.WRITTEN["instead"])
_NEXT = Pattern(r"""\s?["']?(?:,|;|/|\s(?:and|or|INSTEAD))\s?["']?""".replace("INSTEAD", _INSTEAD))


def _in_sentences(text: Text, _position: int) -> Iterator[Span]:
    last: re.Match[str] | None = None
    for match in _CANDIDATE.finditer(text.folded):
        start, end = match.span()
        if last and _shape(match) == _shape(last) and _NEXT.fullmatch(text.decoded, last.end(), start):
            last = match
            yield start, end
            continue
        if _goes_on(text, start, end):
            continue
        before = _of_line(text.before(start, _BEFORE, blanked=True))
        if before.endswith(">"):
            # Tags may be longer than the sentence.
            before = _TAG.sub("", text.before(start, _LONGEST_TAG, blanked=True))[-_BEFORE:]
        if text.folded[start - 1 : start] == "+":
            # A form joins words by this sign.
            before = before.replace("+", " ")
        behind = text.decoded[end : min(text.value_at(start).end, end + _BEHIND)].partition("\n")[0]
        if _DIGITS_BEFORE.search(text.folded, max(0, start - 4), start) and not first.may_be_first(behind):
            continue
        if before.endswith(_OF_ERROR) or (match["sign"] and not is_linked(before)):
            continue
        if phrases.may_name_code(before, behind) and are_named(before, match[0], behind):
            last = match
            yield start, end
        else:
            text.leave(start, end, "no words around it name a code")


def _of_line(before: str) -> str:
    """Return the text before a code in its line, or the nearest line above with text if the code begins its line."""
    if "\n" not in before:
        return before
    line = before.rpartition("\n")[2]
    if line.strip(_SIGNS_OF_LISTS):
        return line
    return before.rstrip().rpartition("\n")[2] + "\n"


def _goes_on(text: Text, start: int, end: int) -> bool:
    """Return whether the digits are part of more: `415 555 0171`, `4711,5`, `verify_otp(8812, '493027')`."""
    decimal = text.decoded[end : end + 1] == "," and text.folded[end + 1 : end + 2].isdigit()
    argument = text.folded[start - 1 : start] == "(" and _NEXT_ARGUMENT.match(text.folded, end) is not None
    return decimal or argument or _MORE_DIGITS.match(text.folded, end) is not None


def _shape(match: re.Match[str]) -> tuple[int, str]:
    """Return the length of a code and the signs in it, which are the same for all codes of a list."""
    return len(match[0]), _ALPHANUMERIC.sub("", match[0])


RULE = Rule(
    name="code-in-sentence",
    pattern=_in_sentences,
    keywords=keywords.SENTENCES,
    precheck=AnyMatch(keywords.SENTENCE_AND_CODE),
    takes=examples.TAKES,
    leaves=examples.LEAVES,
)
