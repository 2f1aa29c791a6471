"""Phone numbers that a key, a column or words name: `phone=4155552671`, `4155552671 is calling`.

The words are in `words/phone.txt`.
"""

import re
from collections.abc import Iterator

from domain.redaction.context import context_before, surroundings
from domain.redaction.context.vocabulary import Support
from domain.redaction.detectors.apart import values_apart
from domain.redaction.detectors.digits import GROUPS_OF_DIGITS
from domain.redaction.detectors.phone import examples
from domain.redaction.detectors.phone.behind import BEFORE_NAME_BEHIND, is_call_behind, note_behind
from domain.redaction.detectors.phone.extent import DIGIT_GROUPS, LEAST_OF_TWO, NEXT_RUN, ends, with_extension
from domain.redaction.detectors.phone.numbers import MAX_DIGITS, MIN_DIGITS, US_DIGITS, is_number
from domain.redaction.detectors.phone.words import WORDS
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.evidence import named
from domain.redaction.rule.precheck import FirstName
from domain.redaction.text import Span, Text, digits_of, folded
from domain.redaction.text.columns import INTO

# Not inside a word, a number or a path. The letter of an escape (`\n`) is no word.
_FREE = r"(?:(?<![0-9A-Za-z_.+/@-].)|(?<=\\[nrt].))"
# A run of groups of digits; it looks back at its first character, because Python finds a character fastest.
_RUN = Pattern(rf"[\d(](?=[\d ().\-/]{{6}}){_FREE}(?:(?<=\d)|\d)\d*+ {DIGIT_GROUPS}", re.VERBOSE | re.ASCII)
_IN_RUN = "0123456789 ().-/"
_OCTET = r"(?:2[0-5]\d|[01]?\d?\d)"
_YEAR, _MONTH, _DAY = r"[12][09]\d\d", r"[01]\d", r"[0-3]\d"
# Values in such groups that are not phone numbers.
_OTHER_GROUPS = Pattern(
    "|".join(
        (
            # Seconds since 1970, with a fraction.
            r"1\d{9}\.\d{1,9}",
            # `2025-12-31`, `31.12.2025`, `31/12/25`, `20251231`, `20251231235959`
            rf"{_YEAR}([-/. ])[01]?\d\1[0-3]?\d",
            r"[0-3]?\d([-/.])[0-3]?\d\2(?:[12][09])?\d\d(?!\2?\d)",
            rf"{_YEAR}{_MONTH}{_DAY}(?:[0-2]\d[0-5]\d(?:[0-5]\d)?)?(?!\d)",
            # An IPv4 address, also directly after another number: `41510.0.0.1`.
            rf"{_OCTET}(?:\.{_OCTET}){{3}}(?![\d.])",
            r"\d{5,}(?:\.[012]?\d?\d){2,3}(?!\d)",
            # The largest integers of 31, 32 and 16 bits.
            r"(?:2147483647|4294967295|65535)(?!\d)",
        )
    ),
    re.ASCII,
)
# Seconds or milliseconds since 1970, from 2001 to 2033.
_EPOCH = Pattern(r"1\d{9}(?:\d{3})?")
# What a number counts: `4155552671 bytes`.
_UNITS = (
    "rows|bytes|records|messages|edges|entries|items|files|lines|requests|events|users|connections|sessions|tokens|times"
    "|per|calls|keys|jobs|packets|characters|points|nodes|of|b|kb|mb|gb|kib|mib|gib|ms|us|ns"
)
_COUNTED = Pattern(rf"(?i)\s(?:{_UNITS})(?![\w=:-])")
# Written as dialled within a country, although perhaps no country has such numbers.
_TRUNK_FORM = Pattern(r"\(?0[1-9]\d{0,3}\)?[ /-]\d{2,4}(?:[ -]?\d{2,4}){1,3}")
_TRUNK_LENGTHS = range(9, 12)
# The longest number, and the text between it and the name after it.
_LONGEST_BEFORE_NAME = 64
# Of North America: `1 (415) 555-2671`, `415.555.2671`.
_US_FORMS = Pattern(r"1?[-. ]?\(?\d{3}[) ./-]{0,2}\d{3}[ .-]?\d{4}")


def _named(text: Text, first_name: int) -> Iterator[Span]:
    folded = text.folded
    position = max(0, first_name - _LONGEST_BEFORE_NAME)
    # A run of groups is read from its beginning.
    while position and folded[position - 1] in _IN_RUN:
        position -= 1
    while run := _RUN.search(folded, position):
        start, longest = run.span()
        position = longest
        # The end of most times and dates. This check needs no function call.
        if longest < first_name and folded[longest] not in BEFORE_NAME_BEHIND:
            continue
        while (span := _named_span(text, start, longest, first_name)) is not None:
            yield span
            position = span[1]
            following = NEXT_RUN.match(folded, position)
            if following is None:
                break
            start, longest = following.span("run")
            position = longest


def _named_span(text: Text, start: int, longest: int, first_name: int) -> Span | None:
    """Return the number in a run of groups of digits, if something names it."""
    folded = text.folded
    if longest - start < MIN_DIGITS or _OTHER_GROUPS.match(folded, start):
        text.leave(start, longest, "a date, a time, an IP address or too few digits")
        return None
    if longest < first_name and not (note_behind(text.decoded, longest) or is_call_behind(text.decoded, longest)):
        return None
    # A candidate that an earlier reading rejected among the same characters is rejected again.
    around = surroundings(text, start, longest, "phone")
    if around in text.rejected:
        return None
    end = _end(text, start, _end_of_first(folded, start, longest))
    if end is None:
        if around:
            text.rejected.add(around)
        return None
    return start, end


def _end_of_first(folded: str, start: int, longest: int) -> int:
    """Return the end of the first of two numbers that a slash separates."""
    slash = folded.find("/", start, longest)
    while slash >= 0:
        if min(len(digits_of(folded[start:slash])), len(digits_of(folded[slash:longest]))) >= LEAST_OF_TWO:
            return slash - (folded[slash - 1] == " ")
        slash = folded.find("/", slash + 1, longest)
    return longest


def _end(text: Text, start: int, longest: int) -> int | None:
    """Return the end of the number that the text around it names, if it is one."""
    folded = text.folded
    support, _ = named(text, start, WORDS, identifiers=False)
    if support is Support.NONE:
        support = WORDS.evidence_of_name(note_behind(text.decoded, longest))
    if support is Support.NONE and not context_before(text, start).name:
        support = Support.SOME if is_call_behind(text.decoded, longest) else support
    if support <= Support.NONE:
        text.leave(
            start, longest, "nothing names it" if support is Support.NONE else "its name is that of something else"
        )
        return None
    end = _end_by_support(text, start, longest, support)
    if end is None or (folded[start:end].isdigit() and _COUNTED.match(folded, end)):
        text.leave(start, longest, "no region of the policy has such numbers" if end is None else "it is a quantity")
        return None
    end = with_extension(folded, end)
    text.explain(start, end, f"words support it: {support.name}")
    return end


def _end_by_support(text: Text, start: int, longest: int, support: Support) -> int | None:
    """Return the end of the number. The more its name supports it, the less its digits must."""
    folded = text.folded
    possible: list[tuple[int, str]] = []
    for end in ends(folded, start, longest):
        digits = digits_of(folded[start:end])
        if len(digits) < MIN_DIGITS:
            break
        if len(digits) <= MAX_DIGITS + 2:
            possible.append((end, digits))
    # A specific key is sufficient for any country, because a tenant's users may live elsewhere.
    strong = support is Support.STRONG
    trusted = next((end for end, digits in possible if len(digits) <= MAX_DIGITS), None) if strong else None
    if trusted is not None and len(possible) == 1:
        return trusted
    for end, digits in possible:
        if support is Support.HINT and _EPOCH.fullmatch(folded, start, end):
            continue
        if US_DIGITS.fullmatch(digits) and (strong or _US_FORMS.fullmatch(folded, start, end)):
            return end
        if any(is_number(digits, region) for region in text.regions):
            return end
        if support is Support.SOME and len(digits) in _TRUNK_LENGTHS and _TRUNK_FORM.fullmatch(folded, start, end):
            return end
    return trusted


def _is_phone(value: str) -> bool:
    """Return whether a text may be a phone number of some country, and nothing else."""
    written = folded(value)
    is_run = _RUN.fullmatch(written) is not None and MIN_DIGITS <= len(digits_of(written)) <= MAX_DIGITS
    return is_run and not _OTHER_GROUPS.match(written)


APART = values_apart(
    WORDS,
    _is_phone,
    takes=(
        '{"value":"⟦2015398079⟧","name":"phone"}',
        "cannot convert '⟦0151 23456789⟧' to a number for field telefon",
        "UPDATE settings SET value='⟦030 901820⟧' WHERE name='phone'",
    ),
    leaves=(
        '{"value":"2015398079","name":"order"}',
        '{"value":"2026-01-02 03:04","name":"phone"}',
        '{"value":"555-01","name":"phone"}',
        '{"value":"phone 2015398079","name":"phone"}',
        '{"value":"1234567890123456","name":"phone"}',
    ),
)
_KEYWORDS = (*WORDS.prefilters, INTO)
RULE = Rule(
    name="named",
    pattern=_named,
    keywords=_KEYWORDS,
    values=GROUPS_OF_DIGITS,
    precheck=FirstName(_KEYWORDS),
    source="Words for phones and calls, and libphonenumber's metadata.",
    takes=examples.TAKES,
    leaves=examples.LEAVES,
)
