"""Phone numbers: by their written shape, or by what names them."""

import re
from collections.abc import Iterator
from functools import lru_cache

from domain.redaction.context import Evidence, Vocabulary, context_before
from domain.redaction.detectors.detector import Detector, Rule, Span
from domain.redaction.gate import Gate
from domain.redaction.line import Line, digits_of
from domain.redaction.pattern import Pattern

_WORDS = Vocabulary(
    telling="phone phones telephone tel tele telno telnr telnum telephon telefon telefono telefone telefoon telefonnummer tlf "
    "tfno tlfn tfn puhelin telefonszam telefonu mobile mobil mobiltelefon mobiltlf mob mobno mobnum movil cell cellno "
    "cellnum cellphone cellular celular cellulare handy gsm msisdn fax telefax facsimile landline festnetz rufnummer fon "
    "whatsapp wa sms mms viber callback hotline pager ani dnis clid callerid dialed dialled e164 ph fone telf fijo fixe "
    "portable gsmnummer sip sips callto smsto facetime tell komorka cep ponsel hp numtel numerotel nrtel "
    "telefonnr telephonenumber contactno contactnum contacttel wanumber jid",
    hinting="from to sender recipient recipients caller callee calling called call contact contacts destination dest dst "
    "addressee party subscriber originator orig originating terminating aparty bparty msgto msgfrom toaddr fromaddr reach "
    "dial dialing ring text texted source src address addr peer emergency participant chat remote client receiver "
    "kontakt contacto contato contatto abonent anrufer empfaenger destinatario destinataire expediteur remitente number_to",
    stems="telephone telefon phone msisdn mobile handynummer rufnummer whatsapp callback landline cellular celular cellulare "
    "faxnumber faxno telefax",
    traps="microphone headphone headphones earphone megaphone xylophone saxophone gramophone automobile immobile snowmobile",
    spoken="call calls called calling caller ring ringing rang phoned phoning dial dialed dialled dialing dialling text texted "
    "texting sms otp voicemail reached reach contact contacted answered answer anruf anrufen angerufen erreichbar "
    "rueckruf ruckruf appel appeler appelez llamar llamada llame ligar ligue ligacao chiamare chiama chiamata bellen bel "
    "gebeld ringa ring zadzwon arayin line hang message messages messaged text-message voice",
    phrases=(
        "caller id",
        "calling id",
        "wa id",
        "whatsapp id",
        "a number",
        "b number",
        "calling number",
        "called number",
    ),
    harmless="line name account customer user",
)

# Regions that have phone numbers, by ISO 3166-1.
REGIONS = frozenset(
    ["AC", "AD", "AE", "AF", "AG", "AI", "AL", "AM", "AO", "AR", "AS", "AT", "AU", "AW", "AX", "AZ", "BA", "BB", "BD", "BE", "BF", "BG", "BH", "BI", "BJ", "BL", "BM", "BN", "BO", "BQ", "BR", "BS", "BT", "BW", "BY", "BZ", "CA", "CC", "CD", "CF", "CG", "CH", "CI", "CK", "CL", "CM", "CN", "CO", "CR", "CU", "CV", "CW", "CX", "CY", "CZ", "DE", "DJ", "DK", "DM", "DO", "DZ", "EC", "EE", "EG", "EH", "ER", "ES", "ET", "FI", "FJ", "FK", "FM", "FO", "FR", "GA", "GB", "GD", "GE", "GF", "GG", "GH", "GI", "GL", "GM", "GN", "GP", "GQ", "GR", "GT", "GU", "GW", "GY", "HK", "HN", "HR", "HT", "HU", "ID", "IE", "IL", "IM", "IN", "IO", "IQ", "IR", "IS", "IT", "JE", "JM", "JO", "JP", "KE", "KG", "KH", "KI", "KM", "KN", "KP", "KR", "KW", "KY", "KZ", "LA", "LB", "LC", "LI", "LK", "LR", "LS", "LT", "LU", "LV", "LY", "MA", "MC", "MD", "ME", "MF", "MG", "MH", "MK", "ML", "MM", "MN", "MO", "MP", "MQ", "MR", "MS", "MT", "MU", "MV", "MW", "MX", "MY", "MZ", "NA", "NC", "NE", "NF", "NG", "NI", "NL", "NO", "NP", "NR", "NU", "NZ", "OM", "PA", "PE", "PF", "PG", "PH", "PK", "PL", "PM", "PR", "PS", "PT", "PW", "PY", "QA", "RE", "RO", "RS", "RU", "RW", "SA", "SB", "SC", "SD", "SE", "SG", "SH", "SI", "SJ", "SK", "SL", "SM", "SN", "SO", "SR", "SS", "ST", "SV", "SX", "SY", "SZ", "TA", "TC", "TD", "TG", "TH", "TJ", "TK", "TL", "TM", "TN", "TO", "TR", "TT", "TV", "TW", "TZ", "UA", "UG", "US", "UY", "UZ", "VA", "VC", "VE", "VG", "VI", "VN", "VU", "WF", "WS", "XK", "YE", "YT", "ZA", "ZM", "ZW"]
)
# What two numbers with a dash between them are the ends of.
_RANGES = frozenset(
    ["range", "ranges", "bytes", "byte", "lines", "line", "rows", "row", "ports", "port", "pages", "page", "between", "offset", "offsets", "records", "blocks", "ids"]
)
_SEPARATOR = r"[ ().\-/]"
_FREE = r"(?:(?<![0-9A-Za-z+])|(?<=\\[nrt]))"
_INTERNATIONAL = Pattern(rf"{_FREE}(?:\(\+|\+[ (]{{0,2}})[1-9](?:{_SEPARATOR}{{0,3}}+\d){{5,17}}")
_PERCENT_ENCODED = Pattern(r"(?i)%2B([1-9](?:(?:%20|%2D|[-.+])?\d){6,16})(?!\d)")
_AREA_SHAPE = r"""
      (?:1[-. ]?)?\([1-9]\d\d\)[ -]?\d{3}[-. ]?\d{4}          # (555) 123-4567
    | (?:1[-. ])?[1-9]\d\d(?P<by>[-.])\d{3}(?P=by)\d{4}       # 555-123-4567, 1.555.123.4567
"""
_FREE_SHAPE = r"(?:(?<![\w.+)/-])|(?<=\\[nrt]))"
_US_SHAPE = Pattern(rf"{_FREE_SHAPE}(?:{_AREA_SHAPE})(?![\dA-WYZa-wyz_]|[-.]\d)", re.VERBOSE)
_LOCAL_SHAPE = Pattern(rf"{_FREE_SHAPE}[2-9]\d\d-\d{{4}}(?![\w/]|[-.:]\d|\s?(?i:ms|bytes|kb|mb|rows|%)\b)")
_EXTENSION = Pattern(r"(?i)(?:;ext=| ?(?:ext(?:ension|n)?\b\.?:?|x|#|poste|ramal|durchwahl|dw|int\.) ?)(\d{1,6})(?!\w)")
_WHATSAPP = Pattern(
    r"(?<![\w.+-])(\d{7,15})(?=(?::\d{1,3})?@(?:s\.whatsapp\.net|c\.us|lid)\b)|(?<=wa\.me/)\d{7,15}(?!\w)"
)
# Groups of digits, as many as may belong together.
_RUN = Pattern(rf"(?:(?<![0-9A-Za-z_.+/@-])|(?<=\\[nrt]))\(?\d++(?:{_SEPARATOR}{{1,3}}+\d++){{0,9}}+")
_GROUP_END = Pattern(r"(?<=\d)\)?(?!\d)")
_MIN_DIGITS = 7
_MAX_DIGITS = 15
_DATE = Pattern(
    r"(?:19|20)\d\d([-/. ])(?:0?[1-9]|1[0-2])\1[0-3]?\d(?![\d])|[0-3]?\d([-/.])[0-3]?\d\2(?:19|20)\d\d(?!\d)"
    r"|[0-3]\d([./])[0-3]\d\3\d\d(?!\d|[./]\d)|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?:[0-2]\d(?:[0-5]\d){1,2})?(?!\d)"
)
_IP_V4 = Pattern(r"\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")
# Seconds or milliseconds since 1970, from 2001 to 2033.
_EPOCH = Pattern(r"1\d{9}(?:\d{3})?")
_US_DIGITS = Pattern(r"1?[2-9]\d\d[2-9]\d{6}")


def _international(line: Line, position: int) -> Iterator[Span]:
    shadow = line.shadow
    while match := _INTERNATIONAL.search(shadow, position):
        start = match.start()
        end = _international_end(shadow, start, match.end())
        if end is None:
            position = start + 1
        else:
            position = end = _with_extension(shadow, end)
            yield start, end


def _international_end(shadow: str, start: int, longest: int) -> int | None:
    """Where the number ends, which may be before the last of its groups: a date or a count may follow it."""
    possible: int | None = None
    for end in _ends(shadow, start, longest):
        digits = digits_of(shadow[start:end].replace("(0)", ""))
        if len(digits) < _MIN_DIGITS:
            break
        likely = _is_international(digits)
        if likely:
            return end
        # Not assigned, but of a length that the country uses: numbers made up for examples are like that.
        if possible is None and likely is not None:
            possible = end
    return possible


def _ends(shadow: str, start: int, longest: int) -> Iterator[int]:
    """Where a number may end between the two, the furthest first."""
    for found in reversed(list(_GROUP_END.finditer(shadow, start, longest + 1))):
        end = found.end()
        if shadow[end - 1] == ")" and "(" not in shadow[start:end]:
            end -= 1
        after = shadow[end : end + 1]
        if not after.isalnum() or not after.isascii() or _EXTENSION.match(shadow, end):
            yield end


def _with_extension(shadow: str, end: int) -> int:
    extension = _EXTENSION.match(shadow, end)
    return extension.end() if extension else end


@lru_cache(maxsize=8192)
def _is_international(digits: str) -> bool | None:
    """Whether these are a number with its country code; False where only the length is right, None where nothing is.

    Source: ITU-T E.164, and libphonenumber's metadata for each country's numbers and their lengths.
    """
    if digits[0] == "1":
        # The North American plan is told by shape alone, without loading the metadata.
        return None if len(digits) != 11 else _US_DIGITS.fullmatch(digits) is not None  # noqa: PLR2004 - 1 and ten
    import phonenumbers  # noqa: PLC0415 - 20 ms that only a number to check is worth

    for length in (1, 2, 3):
        regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(digits[:length]))
        if regions is None:
            continue
        metadata = phonenumbers.PhoneMetadata.metadata_for_region_or_calling_code(int(digits[:length]), regions[0])
        description = metadata and metadata.general_desc
        national = digits[length:]
        if description is None or len(national) not in description.possible_length:
            return None
        return re.fullmatch(description.national_number_pattern or "", national) is not None
    return None


@lru_cache(maxsize=8192)
def _is_number(digits: str, region: str) -> bool:
    """Whether these are somebody's number: international behind 00 or without anything, or the region's own."""
    if digits.startswith("00"):
        return len(digits) > _MIN_DIGITS + 2 and digits[2] != "0" and _is_international(digits[2:]) is True
    if len(digits) == 10 and region == "US":  # noqa: PLR2004 - area code and number
        return _US_DIGITS.fullmatch(digits) is not None
    import phonenumbers  # noqa: PLC0415 - as above

    try:
        if phonenumbers.is_valid_number(phonenumbers.parse(digits, region)):
            return True
    except phonenumbers.NumberParseException:
        pass
    return digits[0] != "0" and len(digits) > 8 and _is_international(digits) is True  # noqa: PLR2004 - of any country


def _us_shape(line: Line, _start: int) -> Iterator[Span]:
    shadow = line.shadow
    for match in _US_SHAPE.finditer(shadow):
        end = _with_extension(shadow, match.end())
        if shadow[end : end + 1] in ("x", "X") and end == match.end():
            continue
        if "(" in match[0] or not _is_something_else(line, match.start()):
            yield match.start(), end


def _local_shape(line: Line, _start: int) -> Iterator[Span]:
    for match in _LOCAL_SHAPE.finditer(line.shadow):
        if not _is_something_else(line, match.start()):
            yield match.span()


def _is_something_else(line: Line, start: int) -> bool:
    """Whether the key names another thing than a phone number, or the word right before a range."""
    context = context_before(line, start)
    if context.name:
        return _WORDS.evidence(context._replace(words=())) is Evidence.AGAINST
    return bool(context.words) and context.words[0].lower() in _RANGES


def _named(line: Line, first: int) -> Iterator[Span]:
    shadow = line.shadow
    done = 0
    for low, high in _GATE.all(line, first):
        # The run of digits that the gate's match ends in.
        match = next((run for run in _RUN.finditer(shadow, max(low, done)) if run.end() >= high), None)
        if match is None:
            continue
        start, longest = match.span()
        done = longest
        if longest - start < _MIN_DIGITS or _DATE.match(shadow, start) or _IP_V4.match(shadow, start):
            continue
        evidence = _WORDS.evidence(context_before(line, start))
        if evidence > Evidence.NONE and (end := _named_end(line, start, longest, evidence)) is not None:
            yield start, _with_extension(shadow, end)


def _named_end(line: Line, start: int, longest: int, evidence: Evidence) -> int | None:
    shadow = line.shadow
    possible: int | None = None
    for end in _ends(shadow, start, longest):
        digits = digits_of(shadow[start:end])
        if len(digits) < _MIN_DIGITS:
            break
        if len(digits) > _MAX_DIGITS + 2:
            continue
        if evidence is Evidence.SOME and _EPOCH.fullmatch(shadow, start, end):
            continue
        if _US_DIGITS.fullmatch(digits) or _is_number(digits, line.region):
            return end
        if possible is None and len(digits) <= _MAX_DIGITS:
            possible = end
    # A key that says so is believed, whatever the country: the tenant's users need not live where the tenant does.
    return possible if evidence is Evidence.STRONG else None


def _percent_encoded(line: Line, _start: int) -> Iterator[Span]:
    return (match.span(1) for match in _PERCENT_ENCODED.finditer(line.shadow))


def _whatsapp(line: Line, _start: int) -> Iterator[Span]:
    return (match.span() for match in _WHATSAPP.finditer(line.shadow))


def _normalise(value: str, region: str) -> str:
    """E.164 where the value is a number, else its digits."""
    import phonenumbers  # noqa: PLC0415 - as above

    shadow = Line(value, region).shadow
    try:
        number = phonenumbers.parse(shadow, region)
        if not shadow.lstrip().startswith(("+", "(+")) and not phonenumbers.is_valid_number(number):
            number = phonenumbers.parse("+" + digits_of(shadow).removeprefix("00"))
    except phonenumbers.NumberParseException:
        return digits_of(shadow)
    number.extension = None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


# Dots only where they stand as no address of a machine has them.
_NUMBER = r"\(?0*[0-9](?:(?:[ ()\-/]{0,3}|\.)[0-9]){6}"
_GATE = Gate(_WORDS.gate(_NUMBER))

DETECTOR = Detector(
    kind="PHONE",
    example="Call +44 20 7946 0958 or 555-0199.",
    source="ITU-T E.164, libphonenumber's metadata, and the shapes of the North American Numbering Plan, assigned or not.",
    rules=(
        Rule("international", (r"\+[ (]{0,2}[1-9][ ().\-/0-9]{4}",), _international),
        Rule("percent-encoded", (r"%2B[1-9]",), _percent_encoded),
        Rule("us-shape", (r"(?:^|[^0-9a-z.+)/_-]|\\[nrt])(?:1[-. ]?)?(?:\([1-9][0-9]{2}\)[ -]?[0-9]{3}[-. ]?|[1-9][0-9]{2}-[0-9]{3}-|[1-9][0-9]{2}\.[0-9]{3}\.)[0-9]{4}(?:[^0-9a-wyz_]|$)",), _us_shape),
        Rule("local-shape", (r"(?:^|[^0-9a-z.+)/_-]|\\[nrt])[2-9][0-9]{2}-[0-9]{4}(?:[^0-9a-z_/-]|$)",), _local_shape),
        Rule("whatsapp-id", (r"[0-9]@(?:s\.whatsapp\.net|c\.us|lid\b)", r"wa\.me/[0-9]"), _whatsapp),
        Rule(
            "named",
            _WORDS.screens(),
            _named,
            gate=_GATE,
        ),
    ),
    normalise=_normalise,
)  # fmt: skip
