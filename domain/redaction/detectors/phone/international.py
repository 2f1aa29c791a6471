"""International phone numbers after `+`, or after `00` in groups: `+44 20 7946 0958`, `0044 20 7946 0958`."""

from collections.abc import Iterator

from domain.redaction.detectors.phone.extent import FREE, SEPARATOR, START, ends, with_extension
from domain.redaction.detectors.phone.numbers import MIN_DIGITS, has_length, is_assigned, is_number
from domain.redaction.detectors.phone.words import is_identifier
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.precheck import FirstMatch
from domain.redaction.text import Span, Text, digits_of

_BODY = rf"\+[ (]{{0,2}}[1-9](?:{SEPARATOR}{{0,3}}+\d){{5,17}}"
# Not inside a word or number. The letter of an escape (`\n`) is no word. Go writes its clock as `m=+1.234`.
_INTERNATIONAL = Pattern(rf"(?:(?<![0-9A-Za-z])|(?<=\\[nrt]))(?<!\bm=)\(?{_BODY}")
# A number immediately after another one.
_NEXT = Pattern(_BODY)
_NEXT_NUMBER = Pattern(r" (?:-(?! )| )")
# A year of more than four digits (`+20201-01-01`), an IPv4 address, and single digits.
_OTHER = Pattern(r"\+(?:\d{5,6}-\d\d-\d\d(?!\d)|[ ]\d{1,3}(?:\.\d{1,3}){3}(?![\d.])|\d(?:[ ]\d){4})")
_UNIT = Pattern(r" (?:seconds|minutes|hours|days)\b")
# Fewer digits without groups are a phone number only if a numbering plan assigns it.
_FEW = 11
_DOUBLE_ZERO = Pattern(rf"0{FREE}0[1-9]\d{{0,2}}{SEPARATOR}{{1,2}}\(?\d++(?:{SEPARATOR}{{1,2}}\d++){{0,6}}")
_DOUBLE_ZERO_SHAPE = rf"{START}00[1-9][0-9]{{0,2}}[ ().\-/]"
_DECIMAL = Pattern(r"\d+\.\d+")
_HEX_GROUP = Pattern(r"[0-9A-Fa-f]+")


def _international(text: Text, position: int) -> Iterator[Span]:
    folded = text.folded
    last = -1
    # Go from sign to sign, because searching for a pattern that begins with an alternative is slow.
    while (plus := folded.find("+", position)) >= 0:
        start = plus - (folded[plus - 1 : plus] == "(")
        match = (_NEXT if start == last else _INTERNATIONAL).match(folded, start) or _INTERNATIONAL.match(folded, plus)
        if match is None:
            position = plus + 1
            continue
        start = match.start()
        # `+364262 -70997` is two numbers, and two blanks separate columns.
        cut = _NEXT_NUMBER.search(folded, start, match.end())
        longest = cut.start() if cut else match.end()
        end = None if _OTHER.match(folded, plus) else _end(folded, start, longest)
        if end is None:
            position = plus + 1
        else:
            position = last = with_extension(folded, end)
            yield start, last


def _end(folded: str, start: int, longest: int) -> int | None:
    """Return where the number ends. The last groups may be something else, such as a date or a count."""
    possible: list[tuple[int, str]] = []
    for end in ends(folded, start, longest):
        digits = digits_of(folded[start:end].replace("(0)", ""))
        if len(digits) < MIN_DIGITS:
            break
        if has_length(digits):
            possible.append((end, digits))
    if len(possible) > 1:
        # Prefer a number that is assigned; otherwise take the longest.
        return next((end for end, digits in possible if is_assigned(digits)), possible[0][0])
    if not possible:
        return None
    end, digits = possible[0]
    # Digits after a plus and a blank may be part of a sum: `x + 10000000000`.
    few = folded[start + 1 : end].strip().isdigit() and (len(digits) < _FEW or folded[start + 1] == " ")
    return None if (few and not is_assigned(digits)) or _UNIT.match(folded, end) else end


def _double_zero(text: Text, position: int) -> Iterator[Span]:
    folded = text.folded
    for match in _DOUBLE_ZERO.finditer(folded, position):
        start = match.start()
        for end in ends(folded, start, match.end()):
            if _DECIMAL.fullmatch(folded, start, end):
                break
            if is_number(digits_of(folded[start:end]), "US") and not is_identifier(text, start):
                if not _is_in_dump(folded, start, end):
                    yield start, with_extension(folded, end)
                break


def _is_in_dump(folded: str, start: int, end: int) -> bool:
    """Return whether the digits are part of a dump, with groups of the same size around them: `6d70 0066 7075 7473`."""
    groups = folded[start:end].split()
    if len({len(group) for group in groups}) > 1:
        return False
    width = len(groups[0])
    before, behind = folded[max(0, start - width - 1) : start].split(), folded[end : end + width + 1].split()
    return any(len(group[0]) == width and _HEX_GROUP.fullmatch(group[0]) for group in (before, behind) if group)


RULES = (
    Rule(
        name="international",
        pattern=_international,
        shapes=(r"\+[ (]{0,2}[1-9][ ().\-/0-9]{4}",),
        source="ITU-T E.164: a plus, a calling code, and as many digits as its countries have.",
        takes=(
            "Call ⟦+14155552671⟧.",
            "from=⟦+14155552671⟧",
            "⟦+44 20 7946 0958⟧, please",
            "⟦+49 (30) 901-820⟧ and ⟦(+44) 20 7946 0958⟧",
            "⟦+44 (0)20 7946 0958⟧",
            "⟦+33.1.42.68.53.00⟧ and ⟦+48.512.123.145⟧ and ⟦+ 33.1.42.68.53.00⟧",
            "⟦+1 415 555 2671 ext. 89⟧",
            "⟦+1 415 555 2671 extension 89⟧ and ⟦+1-415-555-2671 extn:89⟧",
            "dialled ⟦+1 415 555 2671;ext=89⟧ or ⟦+14155552671#89⟧ or ⟦+33142685300 poste 12⟧",
            "⟦+14155552671⟧ x86_64",
            r"sent\n⟦+442079460958⟧",
            "⟦+442079460958⟧,⟦+14155552671⟧",
            "⟦+14155552671⟧⟦+442079460958⟧",
            "⟦+442079460958⟧ -70997",
            "⟦+49 - 30 901820⟧",
            "⟦+49301-23-45678⟧",
            "⟦+14155552671⟧ dayshift",
        ),
        leaves=(
            "+123 users",
            "x+14155552671",
            "1+442079460958",
            "+1415555267199",
            "+0 4155552671",
            "m=+14155552671",
            "+364262 -70997",
            "SELECT '127::1'::inet + 10000000000;",
            "+1 6 3 9 7 . 0 3 8 4 9 1",
            "<elem>+ 255.255.255.255</elem>",
            'string(28) "+20201-01-01 00:00:00.000000"',
            "+6  2012-04-06 Fri  2012-04-09 Mon",
            "+10000000000 minutes: 21021-05-27T22:40:00+0000",
        ),
    ),
    Rule(
        name="double-zero",
        pattern=_double_zero,
        shapes=(_DOUBLE_ZERO_SHAPE,),
        precheck=FirstMatch(_DOUBLE_ZERO_SHAPE),
        source="ITU-T E.123: 00 for the plus, in groups.",
        takes=(
            "⟦0044 20 7946 0958⟧",
            "⟦0033-1-42-68-53-00⟧ ext",
            r"one\n⟦0044 20 7946 0958⟧",
            "callto://⟦0044-20-7946-0958⟧",
        ),
        leaves=(
            "0000 20 7946 0958",
            "x0044 20 7946 0958",
            "1.0044 20 7946 0958",
            "order 0044 20 7946 0958",
            "$GPGLL,5155.55404,N,00434.65895,E,083729,A",
            "000012b0: 0073 7472 6e63 6d70 0066 7075 7473 5f75",
            r"0044140 300 203 \0 306 005 353 372 001 017",
        ),
    ),
)
