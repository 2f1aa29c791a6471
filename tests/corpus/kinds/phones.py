"""Phone numbers in every format that people and programs write."""

from collections.abc import Callable, Mapping

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

from tests.corpus.marked import Marked, finding, soft
from tests.corpus.source import Source
from tests.corpus.value import Value, whole

LABEL = "PHONE"
_TYPES = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE)
# The countries of most log lines: half of all numbers are from these, half from all countries.
_COMMON = (
    "US", "GB", "DE", "FR", "IN", "BR", "JP", "ES", "IT", "NL", "MX", "AU", "CA", "PL", "SE", "CH", "AT", "PT", "CN",
    "KR",
    "TR", "ZA", "NG", "KE", "ID", "PH", "SG", "AE", "IL", "AR", "RU", "BE", "DK", "NO", "FI", "IE",
)  # fmt: skip
_EVERYWHERE = sorted(phonenumbers.SUPPORTED_REGIONS)
_AREA_CODES = ("201", "212", "305", "312", "404", "415", "503", "617", "646", "702", "718", "808", "917", "971")


def number(source: Source, *regions: str) -> tuple[PhoneNumber, str]:
    """Return a valid number and its region: one of these, or any."""
    while True:
        region = source.pick(regions or (_COMMON if source.maybe(0.5) else _EVERYWHERE))
        example = phonenumbers.example_number_for_type(region, source.pick(_TYPES))
        if example is None or len(phonenumbers.national_significant_number(example)) < 7:
            continue
        for _ in range(20):
            digits = phonenumbers.national_significant_number(example)
            kept = source.randint(2, 4)
            text = f"+{example.country_code}{digits[:kept]}{source.text('0123456789', len(digits) - kept)}"
            drawn = phonenumbers.parse(text)
            # Several regions may share a country code, so the number may belong to another one.
            if phonenumbers.is_valid_number_for_region(drawn, region):
                return drawn, region


def _e164(source: Source) -> str:
    return phonenumbers.format_number(number(source)[0], PhoneNumberFormat.E164)


def _international(source: Source, *regions: str) -> str:
    return phonenumbers.format_number(number(source, *regions)[0], PhoneNumberFormat.INTERNATIONAL)


def _separated(separator: str) -> Callable[[Source], Value]:
    def make(source: Source) -> Value:
        return _whole(_international(source).replace(" ", separator).replace("-", separator), "intl")

    return make


def _whole(text: str, category: str, *, telling: bool = False, region: str = "") -> Value:
    return whole(text, LABEL, category, telling=telling, region=region)


def _mixed(source: Source) -> Value:
    code, first, *rest = _groups(source)
    return _whole(f"{code} ({first}) {source.pick('- ').join(rest)}", "intl_mixed")


def _groups(source: Source) -> list[str]:
    """Return an international number's country code and at least two more groups."""
    while True:
        groups = _international(source).replace("-", " ").split()
        if len(groups) > 2:
            return groups


def _trunk_zero(source: Source) -> Value:
    """Return `+44 (0)20 …`, if the trunk prefix is 0."""
    text = _international(source, "GB", "DE", "AT", "CH", "NL", "SE", "AU", "ZA", "BE", "IE", "FR", "NZ", "TH")
    code, rest = text.split(" ", 1)
    return _whole(source.pick((f"{code} (0){rest}", f"{code} (0) {rest}", f"{code}(0){rest}")), "intl_paren0")


def _code_in_brackets(source: Source) -> Value:
    code, *rest = _groups(source)
    return _whole(f"({code}) {' '.join(rest)}", "intl_code_paren")


def _spaced_00(source: Source) -> Value:
    separator = source.pick((" ", "-", " "))
    return _whole("00" + separator.join(_groups(source))[1:], "intl_00", telling=separator == "-")


def _tight_00(source: Source) -> Value:
    return _whole("00" + _e164(source)[1:], "intl_00_tight", telling=True)


def _us_exit_code(source: Source) -> Value:
    return _whole("011 " + " ".join(_groups(source))[1:], "intl_011", telling=True, region="US")


def _international_extension(source: Source) -> Value:
    extension = source.pick((" ext. ", " ext ", " x", ";ext=", " extension ")) + str(source.randint(10, 9_999))
    return _whole(_international(source) + extension, "intl_ext")


def _national(source: Source) -> Value:
    drawn, region = number(source)
    text = phonenumbers.format_number(drawn, PhoneNumberFormat.NATIONAL)
    return _whole(text, "national_ctx", telling=True, region=region)


def _national_separated(source: Source) -> Value:
    drawn, region = number(source)
    text = phonenumbers.format_number(drawn, PhoneNumberFormat.NATIONAL)
    for character in "() ":
        text = text.replace(character, " ")
    separator = source.pick(("-", ".", "/", " "))
    return _whole(separator.join(text.replace("-", " ").split()), "national_sep_ctx", telling=True, region=region)


def _national_digits(source: Source) -> Value:
    drawn, region = number(source)
    text = phonenumbers.format_number(drawn, PhoneNumberFormat.NATIONAL)
    return _whole("".join(filter(str.isdecimal, text)), "national_digits_ctx", telling=True, region=region)


def _without_plus(source: Source) -> Value:
    return _whole(_e164(source)[1:], "e164_noplus_ctx", telling=True)


def _us(pattern: str, category: str, *, telling: bool = False) -> Callable[[Source], Value]:
    """Return a US number by its shape, assigned or not."""

    def make(source: Source) -> Value:
        area = source.pick(_AREA_CODES) if source.maybe(0.8) else source.pick(("555", "800", "888"))
        exchange = source.pick(("555", str(source.randint(201, 989))))
        line = f"01{source.randint(0, 99):02d}" if source.maybe(0.3) else source.text("0123456789", 4)
        text = pattern.replace("AAA", area).replace("EEE", exchange).replace("LLLL", line)
        text = text.replace("XX", str(source.randint(10, 9_999)))
        return _whole(text, category, telling=telling, region="US")

    return make


def _us_bare(source: Source) -> Value:
    text = phonenumbers.national_significant_number(number(source, "US")[0])
    return _whole(text, "us_bare_ctx", telling=True, region="US")


def _us_eleven(source: Source) -> Value:
    text = phonenumbers.national_significant_number(number(source, "US")[0])
    return _whole("1" + text, "us_11_ctx", telling=True, region="US")


def _tel_uri(source: Source) -> Value:
    text = phonenumbers.format_number(number(source)[0], PhoneNumberFormat.RFC3966)
    inside = finding(text.removeprefix("tel:"), LABEL, "rfc3966")
    tail = source.pick(("", "", "", ";phone-context=example.com", f";ext={source.randint(1, 999)}"))
    return Value("tel:" + soft(inside + tail, LABEL), place="text")


def _sip_uri(source: Source) -> Value:
    text = _e164(source) if source.maybe(0.7) else _e164(source)[1:]
    scheme, port, tail = source.pick(("sip:", "sips:")), source.pick(("", ":5060")), source.pick(("", ";user=phone"))
    return Value(scheme + at_host(source, finding(text, LABEL, "sip")) + port + tail, place="text")


def at_host(source: Source, user: Marked) -> Marked:
    """Return a SIP user at a host, which looks like an e-mail address."""
    host = source.pick(("sip.example.com", "pbx.example.net", "ims.mnc001.mcc262.3gppnetwork.org"))
    return soft(soft(user + f"@{host}", "EMAIL"), LABEL)


def _whatsapp(source: Source) -> Value:
    host = source.pick(("s.whatsapp.net", "c.us"))
    user = finding(_e164(source)[1:], LABEL, "wa_jid") + source.pick(("", "", ":12")) + f"@{host}"
    return Value(soft(soft(user, "EMAIL"), LABEL), place="text")


def _percent_plus(source: Source) -> Value:
    return Value(soft("%2B" + finding(_e164(source)[1:], LABEL, "urlenc"), LABEL), place="query")


def _full_width(source: Source) -> Value:
    wide = {ord("+"): 0xFF0B, ord("-"): 0xFF0D} | {ord(d): 0xFF10 + int(d) for d in "0123456789"}
    if source.maybe(0.5):
        return _whole(_e164(source).translate(wide), "fullwidth")
    drawn, region = number(source, "JP", "CN", "TW", "KR")
    text = phonenumbers.format_number(drawn, PhoneNumberFormat.NATIONAL).replace(" ", "-")
    return _whole(text.translate(wide), "fullwidth_ctx", telling=True, region=region)


def _typographic_space(source: Source) -> Value:
    return _whole(_international(source).replace(" ", source.pick("\u00a0\u202f\u2009\u2007")), "nbsp")


def _typographic_dash(source: Source) -> Value:
    dash = source.pick("\u2010\u2011\u2012\u2013\u2212")
    return _whole(_international(source).replace(" ", dash).replace("-", dash), "uni_hyphen")


def _us_typographic_dash(source: Source) -> Value:
    return _whole(str(_us("AAA-EEE-LLLL", "")(source).text).replace("-", "\u2011"), "uni_hyphen", region="US")


def _directed(source: Source) -> Value:
    """Return the number between the left-to-right marks that address books and chats add."""
    start, end = source.pick((("\u202a", "\u202c"), ("\u200e", ""), ("\u2066", "\u2069")))
    return Value(start + finding(_international(source), LABEL, "bidi") + end)


FORMS: Mapping[Callable[[Source], Value], float] = {
    lambda source: _whole(_e164(source), "e164"): 8,
    _separated(" "): 4,
    _separated("-"): 3,
    _separated("."): 2,
    _mixed: 2,
    _trunk_zero: 2,
    _code_in_brackets: 1,
    _spaced_00: 2,
    _tight_00: 2,
    _us_exit_code: 0.5,
    _international_extension: 2,
    _national: 6,
    _national_separated: 2,
    _national_digits: 3,
    _without_plus: 4,
    _us_bare: 3,
    _us_eleven: 2,
    _us("(AAA) EEE-LLLL", "us_paren"): 3,
    _us("(AAA)EEE-LLLL", "us_paren_tight"): 1.5,
    _us("AAA-EEE-LLLL", "us_dash"): 3,
    _us("AAA.EEE.LLLL", "us_dot"): 1.5,
    _us("AAA EEE LLLL", "us_space", telling=True): 2,
    _us("1-AAA-EEE-LLLL", "us_1dash"): 1.5,
    _us("+1 AAA EEE LLLL", "us_plus1"): 1,
    _us("AAA/EEE-LLLL", "us_slash"): 1,
    _us("EEE-LLLL", "us_7dash"): 2,
    _us("(AAA) EEE-LLLL xXX", "us_ext_x"): 1,
    _us("AAA-EEE-LLLL ext. XX", "us_ext"): 1,
    _us("AAA-EEE-LLLL #XX", "us_ext_hash"): 0.5,
    _tel_uri: 2,
    _sip_uri: 2,
    _whatsapp: 2,
    _percent_plus: 2,
    _full_width: 1.5,
    _typographic_space: 1.5,
    _typographic_dash: 1.5,
    _us_typographic_dash: 0.5,
    _directed: 0.7,
}


def e164(source: Source) -> Marked:
    """Return a number after its plus, without separators."""
    return finding(_e164(source), LABEL, "e164")


def make(source: Source) -> Value:
    """Return a phone number in some format."""
    return source.weighted(FORMS)(source)
