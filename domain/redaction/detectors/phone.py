"""Phone numbers: by their written shape, or by what names them."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from domain.redaction.columns import INTO
from domain.redaction.context import context_before, surroundings
from domain.redaction.detectors.calling_codes import LENGTHS
from domain.redaction.detectors.detector import Detector
from domain.redaction.detectors.numbering_plans import is_of_any_country, is_of_region
from domain.redaction.detectors.telephony import RULES as TELEPHONY
from domain.redaction.evidence import named
from domain.redaction.pattern import Pattern
from domain.redaction.precheck import FirstMatch
from domain.redaction.rule import Rule
from domain.redaction.text import Span, Text, digits_of
from domain.redaction.vocabulary import Support, Vocabulary, names_identifier, words_of

_WORDS = Vocabulary("phone")
# Regions that have phone numbers, by ISO 3166-1.
REGIONS = words_of(
    """
    AC AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BW BY BZ CA
    CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR
    GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP
    KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR
    MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PR PS PT PW PY QA RE RO
    RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TA TC TD TG TH TJ TK TL TM TN TO TR TT
    TV TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
    """
)
_MIN_DIGITS = 7
_MAX_DIGITS = 15
_FEW = 11
_US_LENGTH = 11
_US_DIGITS = Pattern(r"1?[2-9]\d\d[2-9]\d{6}")
# What two numbers with a dash between them are the ends of.
_RANGES = words_of(
    """
    range ranges bytes byte lines line rows row ports port pages page between offset offsets records blocks ids part
    """
)

_SEPARATOR = r"[ ().\-/]"
# Not inside a word or number; a letter that only ends an escape (`\n`) is no word.
_FREE = r"(?:(?<![0-9A-Za-z])|(?<=\\[nrt]))(?<!\bm=)(?<!\d\+)"
# The same for shapes, looked at from behind their first character.
_FREE_SHAPE = r"(?:(?<![\w.+)/-].)|(?<=\\[nrt].)|(?<=[a-z]://.))"
_INTERNATIONAL_BODY = rf"(?:\(\+|\+[ (]{{0,2}})[1-9](?:{_SEPARATOR}{{0,3}}+\d){{5,17}}"
_INTERNATIONAL = Pattern(_FREE + _INTERNATIONAL_BODY)
# Right behind another number; a local one is found by another rule.
_NEXT_INTERNATIONAL = Pattern(_INTERNATIONAL_BODY)
_LOCAL_BEFORE = Pattern(r"(?<![\w.+)/-])[2-9]\d\d-\d{4}$")
_LOCAL_LENGTH = 9
_DOUBLE_ZERO = Pattern(rf"0{_FREE_SHAPE}0[1-9]\d{{0,2}}{_SEPARATOR}{{1,2}}\(?\d++(?:{_SEPARATOR}{{1,2}}\d++){{0,6}}")
_HEX_GROUP = Pattern(r"[0-9A-Fa-f]+")
_US_SHAPE = Pattern(
    rf"""[1-9(] (?:{_FREE_SHAPE}|(?<=[0-9A-Za-z]\()) (?:
      (?:(?<=1)[-. ]?\(|(?<=\())[1-9]\d\d\)[ -]?\d{{3}}[-. ]?\d{{4}}      # (555) 123-4567
    | (?<=[2-9])\d\d[ ]\d{{3}}-\d{{4}}                                     # 555 123-4567
    | (?:(?<=1)[-. ][1-9]|(?<=\d))\d\d(?P<by>[-.])\d{{3}}(?P=by)\d{{4}}    # 555-123-4567, 1.555.123.4567
    | (?<=[2-9])\d\d/\d{{3}}-\d{{4}}                                     # 555/123-4567
    )(?![\dA-WYZa-wyz_]|[-.]\d)""",
    re.VERBOSE,
)
_LOCAL_SHAPE = Pattern(
    rf"""[2-9] {_FREE_SHAPE} \d\d-\d{{4}}
        (?![\w/]|[-.:]\d|\s?(?i:ms|bytes|kb|mb|rows|%)\b(?!=))""",
    re.VERBOSE,
)
_EXTENSION = Pattern(
    r"(?i)(?:;ext=|,? ?(?:ext(?:ension|n)?\b\.?:?|x|#|poste|ramal|durchwahl|dw|int\.) ?)(\d{1,6})(?!\w)"
)
_WHATSAPP = Pattern(
    r"(?<![\w.+-])\d{7,15}(?=(?::\d{1,3})?@(?:s\.whatsapp\.net|c\.us|lid)\b)|(?<=wa\.me/)\d{7,15}(?!\w)"
)
# Groups of digits that may belong together: dots part all of them or none, for a dot among spaces is a decimal point.
_DIGIT_GROUPS = r"(?: (?:\.\d++){1,9}(?!\.?\d) | \)?(?:[ ()\-/]{1,3}+\d++){0,9} )"
_RUN = Pattern(
    rf"""[\d(] (?=[\d ().\-/]{{6}}) (?:(?<![0-9A-Za-z_.+/@-].)|(?<=\\[nrt].)) (?:(?<=\d)|\d) \d*+ {_DIGIT_GROUPS}""",
    re.VERBOSE | re.ASCII,
)
# The next of several numbers: `030 901820 / 0171 1234567`.
_NEXT_RUN = Pattern(rf"[ ]?[/|&][ ]?(?P<run>\(?\d+ {_DIGIT_GROUPS})", re.VERBOSE | re.ASCII)
_GROUP_END = Pattern(r"(?<=\d)\)?(?!\d)")
# What stands in such groups and is no number of anybody's: seconds since 1970, dates, and addresses of IP version 4.
_OTHER_GROUPS = Pattern(
    r"""1\d{9}\.\d{1,9}(?![\d.])
      | (?:19|20)\d\d([-/. ])(?:0?[1-9]|1[0-2])\1[0-3]?\d(?!\d)
      | [0-3]?\d([-/.])[0-3]?\d\2(?:19|20)\d\d(?!\d)
      | [0-3]\d([./])[0-3]\d\3\d\d(?!\d|[./]\d)
      | (?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?:[0-2]\d(?:[0-5]\d){1,2})?(?!\d)
      | (?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}(?![\d.])""",
    re.VERBOSE | re.ASCII,
)
# Seconds or milliseconds since 1970, from 2001 to 2033.
_EPOCH = Pattern(r"1\d{9}(?:\d{3})?")
# So many of something.
_COUNTED = Pattern(
    r"\s(?:rows|bytes|records|messages|edges|entries|items|files|lines|requests|events|users|connections|sessions|tokens"
    r"|times|per|calls|keys|jobs|packets|characters|points|nodes|of|[kmg]i?b|ms|us|ns)(?![\w=:])",
    re.IGNORECASE,
)
_NOTE = Pattern(r"\s?[(\[]([^\W\d_]{2,20})[)\]]")
# `4155552671 is calling`
_SAID_BEHIND = Pattern(
    r"""\s(?:is\s|was\s|has\s|just\s|hat\s|a\s)?
        (?:call(?:ed|ing)|rang|ringing|texted|dial(?:ed|led|ing)|hung\ up|answered|busy|not\ reachable|unreachable
          |angerufen|appel[eé]|rappel[eé]|llam[oó]|ligou|ha\ chiamato|numaras\w*|nolu\ telefon|számon)
        (?![\w=:]) (?!\ (?:\d|times|number|party|id)\b)""",
    re.IGNORECASE | re.VERBOSE,
)
# Written as one dials within a country, though perhaps no country has such numbers.
_TRUNK_FORM = Pattern(r"\(?0[1-9]\d{0,3}\)?[ /-]\d{2,4}(?:[ -]?\d{2,4}){1,3}")
_TRUNK_LENGTHS = range(9, 12)
# Digits of which the first may be those of one number and the others those of the next.
_LEAST_OF_TWO = 7
# Where verbs, and what they are done to, stand behind the number.
_FIRST_OF_EAST_ASIA, _LONGEST_PHRASE = "\u2e80", 8
_US_FORMS = Pattern(r"1?[-. ]?\(?\d{3}[) ./-]{0,2}\d{3}[ .-]?\d{4}")


def _international(text: Text, position: int) -> Iterator[Span]:
    folded = text.folded
    last = -1
    # Jumping from sign to sign, for a pattern that begins with an alternative is slow to search for.
    while (plus := folded.find("+", position)) >= 0:
        start = plus - (folded[plus - 1 : plus] == "(")
        is_next = start == last or _LOCAL_BEFORE.search(folded[max(0, start - _LOCAL_LENGTH) : start])
        pattern = _NEXT_INTERNATIONAL if is_next else _INTERNATIONAL
        match = pattern.match(folded, start) or _INTERNATIONAL.match(folded, plus)
        if match is None:
            position = plus + 1
            continue
        start = match.start()
        # `+364262 -70997` are two numbers.
        minus = folded.find(" -", start, match.end())
        longest = minus if minus >= 0 and folded[minus + 2] != " " else match.end()
        end = _international_end(folded, start, longest)
        if end is None:
            position = plus + 1
        else:
            position = last = _with_extension(folded, end)
            yield start, last


def _international_end(folded: str, start: int, longest: int) -> int | None:
    """Where the number ends, which may be before the last of its groups: a date or a count may follow it."""
    ends: list[tuple[int, str]] = []
    for end in _ends(folded, start, longest):
        digits = digits_of(folded[start:end].replace("(0)", ""))
        if len(digits) < _MIN_DIGITS:
            break
        if _has_length(digits):
            ends.append((end, digits))
    if len(ends) > 1:
        # Which of them is somebody's; where none is, it is made up for an example, and the furthest will do.
        return next((end for end, digits in ends if _is_assigned(digits)), ends[0][0])
    if not ends:
        return None
    end, digits = ends[0]
    # Few digits without groups are a number like any other, unless they are somebody's.
    few = folded[start + 1 : end].isdigit() and len(digits) < _FEW
    return None if few and not _is_assigned(digits) else end


def _has_length(digits: str) -> bool:
    """Whether a country has numbers of so many digits, its calling code included (ITU-T E.164)."""
    if digits.startswith("1"):
        return len(digits) == _US_LENGTH
    return any(len(digits) - length in LENGTHS.get(int(digits[:length]), ()) for length in (1, 2, 3))


@lru_cache(maxsize=8192)
def _is_assigned(digits: str) -> bool:
    """Whether digits with their calling code are of a country's numbering plan, by libphonenumber's metadata."""
    if digits[0] == "1":
        # The North American plan is told by shape alone, without loading the metadata.
        return _US_DIGITS.fullmatch(digits) is not None
    return is_of_any_country(digits)


def _ends(folded: str, start: int, longest: int) -> Iterator[int]:
    """Where a number may end between the two, the furthest first."""
    written = folded[start:longest]
    groups = (
        [longest] if written.isdigit() else [found.end() for found in _GROUP_END.finditer(folded, start, longest + 1)]
    )
    for end in reversed(groups):
        if folded[end - 1] == ")" and "(" not in folded[start:end]:
            end -= 1  # noqa: PLW2901 - the bracket is not the number's
        after = folded[end : end + 1]
        # `262-01-17831-92782825` does not end in its middle.
        goes_on = after in "-./" and folded[end + 1 : end + 2].isdigit() if after else False
        # But behind a slash may stand the next number.
        if goes_on and after == "/" and end == longest and end - start >= _LEAST_OF_TWO:
            goes_on = _NEXT_RUN.match(folded, end) is None
        if not goes_on and (not after.isalnum() or not after.isascii() or _EXTENSION.match(folded, end)):
            yield end


def _with_extension(folded: str, end: int) -> int:
    extension = _EXTENSION.match(folded, end)
    return extension.end() if extension else end


@lru_cache(maxsize=8192)
def _is_number(digits: str, region: str) -> bool:
    """Whether these are somebody's number: international behind 00, 011 or nothing, or the region's own."""
    if digits.startswith("00"):
        return len(digits) > _MIN_DIGITS + 2 and digits[2] != "0" and _is_assigned(digits[2:])
    if region == "US":
        if len(digits) in (10, 11) and _US_DIGITS.fullmatch(digits):
            return True
        if digits.startswith("011"):
            return len(digits) > _MIN_DIGITS + 3 and digits[3] != "0" and _is_assigned(digits[3:])
    of_any_country = digits[0] != "0" and len(digits) > 8  # noqa: PLR2004 - fewer are many things
    return is_of_region(digits, region) or (of_any_country and _is_assigned(digits))


def _double_zero(text: Text, position: int) -> Iterator[Span]:
    folded = text.folded
    for match in _DOUBLE_ZERO.finditer(folded, position):
        start = match.start()
        for end in _ends(folded, start, match.end()):
            if _is_number(digits_of(folded[start:end]), "US") and not _is_code(text, start):
                if not _is_in_dump(folded, start, end):
                    yield start, _with_extension(folded, end)
                break


def _is_in_dump(folded: str, start: int, end: int) -> bool:
    """`6d70 0066 7075 7473 5f75`: groups of as many digits as those around them."""
    groups = folded[start:end].split()
    if len({len(group) for group in groups}) > 1:
        return False
    width = len(groups[0])
    before, behind = folded[max(0, start - width - 1) : start].split(), folded[end : end + width + 1].split()
    return any(len(group[0]) == width and _HEX_GROUP.fullmatch(group[0]) for group in (before, behind) if group)


def _us_shape(text: Text, position: int) -> Iterator[Span]:
    folded = text.folded
    for match in _US_SHAPE.finditer(folded, position):
        start, end = match.start(), _with_extension(folded, match.end())
        if end == match.end() and folded[end : end + 1] in ("x", "X"):
            continue
        if "(" in match[0] or not _is_code(text, start):
            yield start, end


def _local_shape(text: Text, position: int) -> Iterator[Span]:
    for match in _LOCAL_SHAPE.finditer(text.folded, position):
        context = context_before(text, match.start())
        nearest = context.name.lower() or next(iter(context.words), "").lower()
        if nearest not in _RANGES and not _is_code(text, match.start()):
            yield match.span()


def _is_code(text: Text, start: int) -> bool:
    """Whether what looks like a number is named as an identifier; a caller's id is none."""
    context = context_before(text, start)
    return names_identifier(context) and _WORDS.evidence(context) <= Support.NONE


def _named(text: Text, _start: int) -> Iterator[Span]:
    folded = text.folded
    position = 0
    while run := _RUN.search(folded, position):
        start, longest = run.span()
        position = longest
        while (span := _named_span(text, start, longest)) is not None:
            yield span
            position = span[1]
            following = _NEXT_RUN.match(folded, position)
            if following is None:
                break
            start, longest = following.span("run")
            position = longest


def _named_span(text: Text, start: int, longest: int) -> Span | None:
    """The number in a run of groups of digits, if something names it."""
    folded = text.folded
    if longest - start < _MIN_DIGITS or _OTHER_GROUPS.match(folded, start):
        return None
    # What an earlier reading rejected among the same characters is rejected again.
    around = surroundings(text, start, longest, "phone")
    if around in text.rejected:
        return None
    end = _named_end_of(text, start, _end_of_first(folded, start, longest))
    if end is None:
        if around:
            text.rejected.add(around)
        return None
    return start, end


def _end_of_first(folded: str, start: int, longest: int) -> int:
    """Where the first of two numbers ends that a slash parts."""
    slash = folded.find("/", start, longest)
    while slash >= 0:
        if min(len(digits_of(folded[start:slash])), len(digits_of(folded[slash:longest]))) >= _LEAST_OF_TWO:
            return slash - (folded[slash - 1] == " ")
        slash = folded.find("/", slash + 1, longest)
    return longest


def _named_end_of(text: Text, start: int, longest: int) -> int | None:
    """Where the number ends that is named by what is around it, if it is one."""
    folded = text.folded
    support = named(text, start, _WORDS, identifiers=False).support
    if support is Support.NONE:
        support = _WORDS.evidence_of_name(_noted_behind(text.decoded, longest))
    if support is Support.NONE and not context_before(text, start).name and _SAID_BEHIND.match(text.decoded, longest):
        support = Support.SOME
    end = _named_end(text, start, longest, support) if support > Support.NONE else None
    if end is None or (folded[start:end].isdigit() and _COUNTED.match(folded, end)):
        return None
    return _with_extension(folded, end)


def _noted_behind(text: str, end: int) -> str:
    """What may say so right behind a number: `0664 474538 (mobil)`, `090-1281-6895へSMSを送信`."""
    if text[end : end + 1] >= _FIRST_OF_EAST_ASIA:
        return text[end : end + _LONGEST_PHRASE]
    note = _NOTE.match(text, end)
    return note[1] if note else ""


def _named_end(text: Text, start: int, longest: int, evidence: Support) -> int | None:
    folded = text.folded
    ends: list[tuple[int, str]] = []
    for end in _ends(folded, start, longest):
        digits = digits_of(folded[start:end])
        if len(digits) < _MIN_DIGITS:
            break
        if len(digits) <= _MAX_DIGITS + 2:
            ends.append((end, digits))
    # A key that says so is believed, whatever the country: the tenant's users need not live where the tenant does.
    strong = evidence is Support.STRONG
    possible = next((end for end, digits in ends if len(digits) <= _MAX_DIGITS), None) if strong else None
    if possible is not None and len(ends) == 1:
        return possible
    for end, digits in ends:
        if evidence is Support.HINT and _EPOCH.fullmatch(folded, start, end):
            continue
        if _US_DIGITS.fullmatch(digits) and (strong or _US_FORMS.fullmatch(folded, start, end)):
            return end
        if any(_is_number(digits, region) for region in text.regions):
            return end
        if evidence is Support.SOME and len(digits) in _TRUNK_LENGTHS and _TRUNK_FORM.fullmatch(folded, start, end):
            return end
    return possible


def _whatsapp(text: Text, _start: int) -> Iterator[Span]:
    return (match.span() for match in _WHATSAPP.finditer(text.folded))


def _normalise(value: str, regions: Sequence[str]) -> str:
    """E.164 where the value is a number, of the first region in which it is one; else its digits."""
    import phonenumbers  # noqa: PLC0415 - 20 ms, for a finding only

    folded = Text(value).folded
    try:
        dialled = [phonenumbers.parse(folded, region) for region in regions]
        number = next(filter(phonenumbers.is_valid_number, dialled), dialled[0])
        if not folded.lstrip().startswith(("+", "(+")) and not phonenumbers.is_valid_number(number):
            number = phonenumbers.parse("+" + digits_of(folded).removeprefix("00"))
    except phonenumbers.NumberParseException:
        return digits_of(folded)
    number.extension = None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


_START = r"(?:^|[^0-9a-z.+)/_-]|\\[nrt]|[a-z]://)"

_DOUBLE_ZERO_SHAPE = rf"{_START}00[1-9][0-9]{{0,2}}[ ().\-/]"
_US_SHAPE_SHAPE = (
    rf"(?:{_START}(?:1[-. ]?)?|[0-9a-z])(?:\([1-9][0-9]{{2}}\)[ -]?[0-9]{{3}}[-. ]?"
    r"|[1-9][0-9]{2}[-/ ][0-9]{3}-|[1-9][0-9]{2}\.[0-9]{3}\.)[0-9]{4}"
)
_LOCAL_SHAPE_SHAPE = rf"{_START}[2-9][0-9]{{2}}-[0-9]{{4}}(?:[^0-9a-z_/-]|$)"

_RULES = (
    Rule(
        name="international",
        pattern=_international,
        shapes=(r"\+[ (]{0,2}[1-9][ ().\-/0-9]{4}",),
        source="ITU-T E.164: a plus, a calling code, and as many digits as its countries have.",
        takes=(
            "Call ⟦+14155552671⟧.",
            "⟦+44 20 7946 0958⟧, please",
            "⟦+49 (30) 901-820⟧ and ⟦(+44) 20 7946 0958⟧",
            "⟦+44 (0)20 7946 0958⟧",
            "⟦+33.1.42.68.53.00⟧",
            "⟦+1 415 555 2671 ext. 89⟧",
            r"sent\n⟦+442079460958⟧",
            "⟦+442079460958⟧,⟦+14155552671⟧",
            "⟦+14155552671⟧⟦+442079460958⟧",
            "⟦+442079460958⟧ -70997",
        ),
        leaves=("+123 users", "x+14155552671", "1+442079460958", "+1415555267199", "+0 4155552671", "m=+14155552671"),
    ),
    Rule(
        name="double-zero",
        pattern=_double_zero,
        shapes=(_DOUBLE_ZERO_SHAPE,),
        precheck=FirstMatch(_DOUBLE_ZERO_SHAPE),
        source="ITU-T E.123: 00 for the plus, in groups.",
        takes=("⟦0044 20 7946 0958⟧", "⟦0033-1-42-68-53-00⟧ ext"),
        leaves=(
            "0000 20 7946 0958",
            "x0044 20 7946 0958",
            "1.0044 20 7946 0958",
            "order 0044 20 7946 0958",
            "000012b0: 0073 7472 6e63 6d70 0066 7075 7473 5f75",
            r"0044140 300 203 \0 306 005 353 372 001 017",
        ),
    ),
    Rule(
        name="us-shape",
        pattern=_us_shape,
        shapes=(_US_SHAPE_SHAPE,),
        precheck=FirstMatch(_US_SHAPE_SHAPE),
        source="The forms in which numbers of the North American Numbering Plan are written; no area begins with 0.",
        takes=(
            "⟦(415) 555-2671⟧, ⟦(415)555-2671⟧",
            "abc⟦(415)555-2671⟧ def",
            "⟦415-555-2671⟧ and ⟦415.555.2671⟧",
            "⟦1-800-555-0199⟧",
            "⟦415/555-2671⟧",
            "see ⟦415 555-2671⟧ then",
            "⟦415-555-2671 x89⟧",
            r"one\n⟦415-555-2671⟧",
        ),
        leaves=(
            "015-555-2671",
            "415-555.2671",
            "415-555-26711",
            "415-555-2671_a",
            "v.415-555-2671",
            "order 415-555-2671",
            "415-555-2671x",
        ),
    ),
    Rule(
        name="local-shape",
        pattern=_local_shape,
        shapes=(_LOCAL_SHAPE_SHAPE,),
        precheck=FirstMatch(_LOCAL_SHAPE_SHAPE),
        source="Seven digits, as people write them who live in the same area.",
        takes=("User ⟦555-0199⟧ called", "replyTo=⟦555-0199⟧ ms=222"),
        leaves=(
            "155-0199",
            "555-01999",
            "555-0199 ms",
            "555-0199-1",
            "lines 555-0199",
            "a/555-0199",
            "555-0199/a",
            "order 555-0199",
        ),
    ),
    Rule(
        name="whatsapp-id",
        pattern=_whatsapp,
        shapes=(r"[0-9]@(?:s\.whatsapp\.net|c\.us|lid\b)", r"wa\.me/[0-9]"),
        source="WhatsApp's ids: digits with their calling code.",
        takes=(
            "⟦14155552671⟧@s.whatsapp.net",
            "⟦491711234567⟧:12@c.us",
            "https://wa.me/⟦14155552671⟧",
        ),
        leaves=("x14155552671@c.us", "14155552671@c.usa", "415@c.us", "wa.me/14155552671x"),
    ),
    *TELEPHONY,
    Rule(
        name="named",
        pattern=_named,
        keywords=(*_WORDS.prefilters(), INTO),
        source="Words for phones and calls, and libphonenumber's metadata.",
        takes=(
            "phone=⟦4155552671⟧",
            '{"callerId":"⟦4155552671⟧"}',
            "text ⟦4155552671⟧ when you arrive",
            "phone: ⟦415 555 2671⟧",
            "please call me at ⟦4155552671⟧ after 5",
            "send messages to ⟦2125550147⟧",
            "@GB contact-phone: ⟦020 7946 0958⟧",
            "@GB My London number is ⟦020 7946 0958⟧",
            "@DE Rufen Sie mich an unter ⟦0800-2491234⟧",
            "@IL My Israeli number is ⟦09-7625400⟧",
            "@JP My Japanese number is ⟦090-1234-5678⟧",
            "@JP ⟦09012816895⟧に電話しました",
            "@AT Ada Weber, ⟦0664 474538⟧ (mobil)",
            "@RO sunați la ⟦0721 123 456⟧",
            "callback to ⟦00971501234567⟧ failed",
            "⟦4155552671⟧ is calling",
            '{"phones":["⟦4155552671⟧","⟦2125550147⟧"]}',
            "phones: ⟦4155552671⟧, ⟦2125550147⟧",
            '{"phone":{"country":"US","number":"⟦4155552671⟧"}}',
            '{"phoneNumbers":[{"value":"⟦4155552671⟧","type":"work"},{"value":"⟦2125550147⟧","type":"home"}]}',
            "phone ⟦4155552671⟧ or ⟦2125550147⟧",
            "sms sent from ⟦447700900123⟧ to ⟦14155552671⟧",
            "Tel: ⟦4155552671⟧/⟦2125550147⟧",
            "@DE Tel. ⟦030 901820⟧ / ⟦0171 1234567⟧",
            "Exten: ⟦18185550143⟧",
            "Forwarding to ⟦4155552671⟧",
            "@BD ফোন ⟦01712345678⟧",
        ),
        leaves=(
            "phone_count=4155552671",
            "call_id=4155552671",
            "My order number is 4155552671",
            "My account number is 4155552671",
            "microphone 4155552671",
            "call took 4155552671 ns",
            "order_id=0664474538 (mobil)",
            "user_id : 7463461311 Called Number",
            "called 4155552671 times",
            "from 4155552671 to 4155552680 records",
            "phone 415555",
            "phone 2026-01-02 03:04",
            "client 203.0.113.9",
            "from=1696969696 to=1696969699",
        ),
    ),
)

DETECTOR = Detector(
    kind="PHONE",
    is_number=True,
    example="Call +44 20 7946 0958 or 555-0199.",
    source="ITU-T E.164, libphonenumber's metadata, and the shapes of the North American Numbering Plan.",
    rules=_RULES,
    normalise=_normalise,
)
