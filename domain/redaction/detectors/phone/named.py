"""Phone numbers that a key, a column or words name: `phone=4155552671`, `4155552671 is calling`.

The words are in `words/phone.txt`.
"""

import re
import string
from collections.abc import Iterator

from domain.redaction.context import context_before, surroundings
from domain.redaction.context.vocabulary import Support
from domain.redaction.detectors.digits import GROUPS_OF_DIGITS
from domain.redaction.detectors.phone.extent import DIGIT_GROUPS, LEAST_OF_TWO, NEXT_RUN, ends, with_extension
from domain.redaction.detectors.phone.numbers import MAX_DIGITS, MIN_DIGITS, US_DIGITS, is_number
from domain.redaction.detectors.phone.words import WORDS
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.evidence import named
from domain.redaction.rule.precheck import FirstName
from domain.redaction.text import Span, Text, digits_of, one_of
from domain.redaction.text.columns import INTO
from domain.redaction.words import plain_letters, plain_words

_RUN = Pattern(
    rf"""[\d(] (?=[\d ().\-/]{{6}}) (?:(?<![0-9A-Za-z_.+/@-].)|(?<=\\[nrt].)) (?:(?<=\d)|\d) \d*+ {DIGIT_GROUPS}""",
    re.VERBOSE | re.ASCII,
)
_IN_RUN = "0123456789 ().-/"
_OCTET = r"(?:2[0-5]\d|[01]?\d?\d)"
# Values in such groups that are not phone numbers: seconds since 1970, dates, IPv4 addresses, and the largest integers.
_OTHER_GROUPS = Pattern(
    rf"""1\d{{9}}\.\d{{1,9}}
      | [12][09]\d\d([-/.\ ])[01]?\d\1[0-3]?\d
      | [0-3]?\d([-/.])[0-3]?\d\2(?:[12][09])?\d\d(?!\2?\d)
      | [12][09]\d\d[01]\d[0-3]\d(?:[0-2]\d[0-5]\d(?:[0-5]\d)?)?(?!\d)
      | {_OCTET}(?:\.{_OCTET}){{3}}(?![\d.]) | \d{{5,}}(?:\.[012]?\d?\d){{2,3}}(?!\d)
      | (?:2147483647|4294967295|65535)(?!\d)""",
    re.VERBOSE | re.ASCII,
)
# Seconds or milliseconds since 1970, from 2001 to 2033.
_EPOCH = Pattern(r"1\d{9}(?:\d{3})?")
# Quantities.
_COUNTED = Pattern(
    r"\s(?:rows|bytes|records|messages|edges|entries|items|files|lines|requests|events|users|connections|sessions|tokens"
    r"|times|per|calls|keys|jobs|packets|characters|points|nodes|of|b|kb|mb|gb|kib|mib|gib|ms|us|ns)(?![\w=:-])",
    re.IGNORECASE,
)
_NOTE = Pattern(r"\s?[(\[]([^\W\d_]{2,20})[)\]]")
_PHONE_WORDS = plain_words("phone")
# Words after a number that say that somebody calls, without accents: `4155552671 is calling`.
_CALL_BEHIND = Pattern(
    rf"[\"']?\s(?:(?:{one_of(_PHONE_WORDS['auxiliaries'])})\s)?(?:{one_of(_PHONE_WORDS['phrases-of-calls'])})(?![\w=:])",
    re.IGNORECASE,
)
_LONGEST_CALL = 32
# The text between a number and the words that name it, or the beginning of these words.
_BEFORE_NAME_BEHIND = frozenset(string.whitespace + "([\"'" + "".join(map(chr, range(0x80, 0x100))))
# Written as dialled within a country, although perhaps no country has such numbers.
_TRUNK_FORM = Pattern(r"\(?0[1-9]\d{0,3}\)?[ /-]\d{2,4}(?:[ -]?\d{2,4}){1,3}")
_TRUNK_LENGTHS = range(9, 12)
# Languages in which verbs and their objects follow the number.
_FIRST_OF_EAST_ASIA, _LONGEST_PHRASE = "\u2e80", 8
# The longest number, and the text between it and the name after it.
_LONGEST_BEFORE_NAME = 64
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
        if longest < first_name and folded[longest] not in _BEFORE_NAME_BEHIND:
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
    if longest < first_name and not (_noted_behind(text.decoded, longest) or _is_call_behind(text.decoded, longest)):
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
        support = WORDS.evidence_of_name(_noted_behind(text.decoded, longest))
    if support is Support.NONE and not context_before(text, start).name:
        support = Support.SOME if _is_call_behind(text.decoded, longest) else support
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


def _noted_behind(text: str, end: int) -> str:
    """Return a note directly after a number that names it: `0664 474538 (mobil)`, `090-1281-6895へSMSを送信`."""
    at = end + text.startswith(" ", end)
    if text[at : at + 1] >= _FIRST_OF_EAST_ASIA:
        return text[at : at + _LONGEST_PHRASE]
    note = _NOTE.match(text, end)
    return note[1] if note else ""


def _is_call_behind(text: str, end: int) -> bool:
    """Return whether the text after a number says that somebody calls."""
    return _CALL_BEHIND.match(plain_letters(text[end : end + _LONGEST_CALL])) is not None


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


_KEYWORDS = (*WORDS.prefilters, INTO)
RULE = Rule(
    name="named",
    pattern=_named,
    keywords=_KEYWORDS,
    values=GROUPS_OF_DIGITS,
    precheck=FirstName(_KEYWORDS),
    source="Words for phones and calls, and libphonenumber's metadata.",
    takes=(
        '"⟦2015398079⟧" is not a valid phone number',
        "@KR ⟦010-2021-4224⟧ 로 문자 발송",
        "@ES Cliente localizable en el ⟦612 69 09 64⟧",
        "phone=⟦4155552671⟧",
        '{"callerId":"⟦4155552671⟧"}',
        "text ⟦4155552671⟧ when you arrive",
        "phone: ⟦415 555 2671⟧, tel: ⟦41555.12.3456⟧",
        "please call me at ⟦4155552671⟧ after 5",
        "send messages to ⟦2125550147⟧",
        "@GB contact-phone: ⟦020 7946 0958⟧",
        "@GB My London number is ⟦020 7946 0958⟧",
        "@GB My UK number is ⟦020 7946 0958⟧",
        "country_code: 1 national_number: ⟦4155552671⟧",
        "@PL kom. ⟦512-345-678⟧",
        "@MX cel. ⟦222 123 4567⟧",
        '@MX {"cel":"⟦2221234567⟧","numCel":"⟦2221234567⟧","num_cel":"⟦2221234567⟧","celNum":"⟦2221234567⟧"}',
        "@MX numCel=⟦2221234567⟧",
        "@MX celno=⟦2221234567⟧",
        "@DE Rufen Sie mich an unter ⟦0800-2491234⟧",
        "@IL My Israeli number is ⟦09-7625400⟧",
        "@JP My Japanese number is ⟦090-1234-5678⟧",
        "@JP ⟦09012816895⟧に電話しました",
        "@AT Ada Weber, ⟦0664 474538⟧ (mobil)",
        "@RO sunați la ⟦0721 123 456⟧",
        "callback to ⟦00971501234567⟧ failed",
        "⟦4155552671⟧ is calling\nBye",
        "The 'To' number ⟦4155552671⟧ is not a valid phone number",
        '{"phones":["⟦4155552671⟧","⟦2125550147⟧"]}',
        "phones: ⟦4155552671⟧, ⟦2125550147⟧",
        '{"phone":{"country":"US","number":"⟦4155552671⟧"}}',
        '{"phone":{"mobile":"⟦4155552671⟧","home":"⟦2125550147⟧"}}',
        '{"phoneNumbers":[{"value":"⟦4155552671⟧","type":"work"},{"value":"⟦2125550147⟧","type":"home"}]}',
        "phone ⟦4155552671⟧ or ⟦2125550147⟧",
        "sms sent from ⟦447700900123⟧ to ⟦14155552671⟧",
        "Tel: ⟦4155552671⟧/⟦2125550147⟧",
        "@DE Tel. ⟦030 901820⟧ / ⟦0171 1234567⟧",
        "Exten: ⟦18185550143⟧",
        "Forwarding to ⟦4155552671⟧",
        "forwarded to ⟦4155552671⟧",
        "received from ⟦4155552671⟧",
        "recipient ⟦4155552671⟧ opted out",
        "orig_tn=⟦4155552671⟧ term_tn=⟦2125550147⟧",
        "calling_tn=⟦4155552671⟧ called_tn=⟦2125550147⟧ billing_tn=⟦3125550147⟧",
        "@DE ruf mich an: ⟦0151 23456789⟧",
        "@DE Sie erreichen uns unter ⟦030 1234567⟧",
        "@DE Du erreichst mich unter ⟦030 1234567⟧",
        "@EG اتصل على ⟦01001234567⟧",
        "@IL התקשר ל ⟦050-234-5678⟧",
        "@BD ফোন ⟦01712345678⟧",
        "@FR tél ⟦01.42.68.53.00⟧ / ⟦06.12.34.56.78⟧",
        "@FR fax ⟦03.20.28.53.00⟧",
        "@CZ tel. ⟦420.777.123.456⟧",
        "telefone=⟦11987654321⟧",
        r"phone:\n⟦4155552671⟧",
        "phone ⟦1 415 555 2671⟧",
        "phone ( ⟦4155552671⟧ )",
        "fax ⟦6553512345⟧",
        "map[phone:⟦4155552671⟧ x:1]",
        "{phone: ⟦4155552671⟧, x: 1}",
        "phone=⟦2012123456⟧",
        "phone ⟦4155552671⟧ users=3",
        "A-number ⟦4930901820⟧ B-number ⟦4930901821⟧ released",
        "STOP from ⟦12065550123⟧: unsubscribed",
        "her second office number is ⟦4155552671⟧",
        "from_nbr=⟦4155552671⟧",
        "@DE Diensthandy: ⟦0171 2345678⟧",
    ),
    leaves=(
        "@FR numéro client: 0612891416, order number changed to '0612891416'",
        "order number changed from 17 to '4155552671'",
        "phone_count=4155552671",
        "call_id=4155552671",
        "1111 1111, tel: 41510.0.0.1",
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
        "phone 10.20.230.40",
        "sip 203.0.113.9 registered",
        "sms 1767323045.42 queued",
        "sms.go: 4155552671",
        '{"mobile_widgets":4155552671}',
        '{"page":{"home":"4155552671"},"phone":1}',
        "phone A4155552671, 2125550147",
        "Next log extension: 2147483647. Remaining: 0.",
        "fax 4294967295",
        "f2 2 NULL YES text 65535 65535 NULL",
        "total calls 2125550147",
        "calls: 4155552671",
        "fax 31.12.2025 10:00 received",
        "fax 31/12/25 10:30 received",
        "fax 20260102030405 received",
        "phone v4155552671",
        "4155552671 busy=3",
        "from=1696969696 to=1696969699",
        "cancel 4155552671",
        "recipient_id=4155552671",
        "btn=4155552671",
        "phonetic match 4155552671",
        "received: osd_op(client.324182.0:46141816 1.e637a4b3)",
    ),
)
