"""Phone numbers in the formats of telephone exchanges, call records and messengers: `SIP/trunk/18185550143`."""

import re
from collections.abc import Iterator

from domain.redaction.detectors.phone.numbering_plans import is_of_any_country
from domain.redaction.detectors.phone.numbers import US_DIGITS
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.evidence import Shape
from domain.redaction.text import Span, Text, digits_of

# The technologies of Asterisk and the modules of FreeSWITCH, with which channel names begin.
_TECHNOLOGIES = (
    "PJSIP|SIP|IAX2?|DAHDI|Zap|Local|SCCP|Skinny|Khomp|Dongle|mISDN|OOH323|H323|Motif|Vpb|Woomera"
    "|sofia|freetdm|openzap|verto"
)
_NUMBER = r"\+?\d{7,15}"
_CHANNEL = Pattern(
    rf"""(?<![\w./-])(?:{_TECHNOLOGIES})/(?:[\w.+-]{{1,40}}/){{0,3}}
        (?P<value>{_NUMBER})(?=[-@;:,/&)\]"'\s|<>]|$)""",
    re.ASCII | re.VERBOSE,
)
# `18185550143@from-internal`, `4155552671@203.0.113.9`, `4155552671@sip.example.com`
_CONTEXTS = "from|to|ext|exten|internal|external|default|macro|outbound|inbound|incoming|outgoing|trunk|pstn|public|sub"
_SERVERS = "sip|pbx|voip|ims|gw|trunk|sbc|proxy|asterisk|kamailio|freeswitch|tel|3gppnetwork"
_AT_HOST = Pattern(
    rf"""(?P<value>(?<![\w.+@-])\d{{10,15}})
        (?=@(?:\d{{1,3}}(?:\.\d{{1,3}}){{3}}(?![\w.])
          | (?:{_CONTEXTS})(?:-[\w-]{{1,40}})?[:)\],;\s]
          | [\w.-]{{0,60}}(?:{_SERVERS})[\w-]{{0,60}}\.\w))""",
    re.ASCII | re.VERBOSE,
)
# `"Ada" <15551234567>`, the caller's name and number. FreeSWITCH writes the dialled number after it.
_CALLER = Pattern(r"""(?:["A-Za-z][ ]?<|(?<=\d{10}>)->)(?P<value>\d{10,15})(?=[> ])""", re.ASCII)
# A modem's commands and answers (3GPP TS 27.005 and 27.007).
_MODEM = Pattern(
    r"""(?:\bATDT?|\+C(?:MGS|MGW|LIP|MT|CWA|OLP|MGL|MGR|NUM|PBR|SCA)[=:]\s?(?:\d{1,4},)?(?:"[A-Z ]*",)?"?)
        (?P<value>\+?\d{7,15})(?!\d)""",
    re.ASCII | re.VERBOSE,
)
# Addresses in the logs of SMPP's libraries, subscribers in Diameter (RFC 8506), callers in Asterisk's log of queues.
_SUBSCRIBER = Pattern(
    r"""(?:\b(?:src|dst)[ ]\(\d{1,2},[ ]\d{1,2},[ ] | E164[^\n]{1,40}Subscription-Id-Data\W{1,8}
          | \|ENTERQUEUE\|[^|\n]{0,80}\|)
        (?P<value>\d{7,15})(?!\w)""",
    re.ASCII | re.VERBOSE,
)
# The ids and links of messengers: `14155552671@c.us`, `wa.me/14155552671`.
_WHATSAPP = Pattern(
    r"(?<![\w.+-])\d{7,15}(?=(?::\d{1,3})?@(?:s\.whatsapp\.net|c\.us|lid)\b)|(?<=wa\.me/)\d{7,15}(?!\w)"
)
# A field of a call record that contains only a number.
_FIELD = Pattern(r"""(?<![^"|;,\t\n])\+?\d{10,15}(?![^"|;,\t\n])""", re.ASCII)
_OUTCOMES = (
    "answered[\"|;,\t']",
    "no ?_?answer[\"|;,\t']",
    "normal_clearing",
    "originator_cancel",
    "user_busy",
    "congestion[\"|;,\t']",
)


_OUTCOME = Pattern("|".join(_OUTCOMES), re.IGNORECASE)


def _fields(text: Text, position: int) -> Iterator[Span]:
    folded, last, has_outcome = text.folded, -1, False
    for match in _FIELD.finditer(folded, position):
        if match.start() >= last:
            first, last, _ = text.value_at(match.start())
            has_outcome = _OUTCOME.search(folded, first, last) is not None
        if has_outcome:
            yield match.span()


def _is_assigned(value: str) -> bool:
    """Return whether a country has such numbers, or North America without its code."""
    digits = digits_of(value)
    return US_DIGITS.fullmatch(digits) is not None or is_of_any_country(digits.removeprefix("00"))


_SOURCE = "Asterisk's names of channels and call detail records, FreeSWITCH's dial strings, RFC 3261 for SIP."

RULES = (
    Rule(
        name="channel",
        pattern=_CHANNEL,
        shape=Shape.CERTAIN,
        source=_SOURCE,
        keywords=(
            "sip/",
            "iax",
            "dahdi/",
            "zap/",
            "local/",
            "sccp/",
            "dongle/",
            "h323/",
            "sofia/",
            "freetdm/",
            "user/",
            "gateway/",
        ),
        values=(r"/\+?[0-9]{7}",),
        takes=(
            "-- Called PJSIP/⟦15550104477⟧@trunk",
            "Channel: DAHDI/i1/⟦8185550142⟧-586 up",
            'Dial("SIP/101-0000001", "SIP/trunk/⟦18185550143⟧,30")',
            "Called IAX2/provider/⟦442079460958⟧",
            "Local/⟦8185550142⟧@from-queue/n",
            "sofia/gateway/carrier1/⟦+18185550142⟧",
            "sofia/internal/⟦18185550142⟧@10.1.2.3",
        ),
        leaves=(
            "SIP/101-00000c2d is ringing",
            "PJSIP/trunk-00000002",
            "user/4155552671/orders",
            "role/sip/94724130",
            "SIP/2.0 200 OK",
            "SIP/4155552671x",
            "api/verto/4155552671x",
            "https://sofia.example/Local/4155552671",
        ),
    ),
    Rule(
        name="at-host",
        pattern=_AT_HOST,
        shape=Shape.CERTAIN,
        valid=_is_assigned,
        source=_SOURCE,
        shapes=(r"[0-9]{10}@[0-9a-z]",),
        takes=(
            '-- Executing [⟦18185550143⟧@from-internal:1] NoOp("SIP/101-00000c2d")',
            "ruri=⟦4155552671⟧@203.0.113.9:5060",
            "to ⟦447700900123⟧@ims.mnc001.mcc262.3gppnetwork.org",
            "⟦4155552671⟧@sip.example.com registered",
        ),
        leaves=(
            "4155552671@example.com",
            "1696969696@10.0.0.1",
            "abc4155552671@10.0.0.1",
            "0000000000@10.0.0.1",
            "4155552671@tolerant",
            "4155552671@10.0.0.1.example.com",
        ),
    ),
    Rule(
        name="caller",
        pattern=_CALLER,
        shape=Shape.CERTAIN,
        valid=_is_assigned,
        source=_SOURCE,
        shapes=(r"[\"a-z][ ]?<[0-9]{10}", r"[0-9]>->[0-9]{10}"),
        takes=(
            "Processing Ada <⟦4155552671⟧>->⟦2125550147⟧ in context public",
            '"Ada Lee" <⟦4155552671⟧>',
            '"""Ada"" <⟦15551234567⟧>"',
            '"Ada"<⟦447700900123⟧>',
        ),
        leaves=(
            '"Ada" <0000000000>',
            '"Ada" <4155>',
            '"at" <1696969696>',
            "std::map<4155552671, int>",
            "7->4155552671 next",
        ),
    ),
    Rule(
        name="modem",
        pattern=_MODEM,
        shape=Shape.CERTAIN,
        source="3GPP TS 27.005 and 27.007.",
        keywords=(r"atdt?\+?[0-9]{7}", r"\+c[a-z]{2,3}[=:][ ]?[0-9\"]"),
        takes=(
            'AT+CMGS="⟦4155552671⟧"',
            '+CLIP: "⟦4155552671⟧",129',
            "ATDT⟦4155552671⟧;",
            '+CMGL: 1,"REC READ","⟦+14155552671⟧"',
        ),
        leaves=("+CSQ: 4155552671", "ATDT911", "FATDT4155552671", "+CMT: 4155552671000000000"),
    ),
    Rule(
        name="subscriber",
        pattern=_SUBSCRIBER,
        shape=Shape.CERTAIN,
        source="Cloudhopper SMPP, RFC 8506 (section 8.46), and Asterisk's queue_log.",
        keywords=(r"(?:src|dst) \([0-9]", "subscription-id-data", r"\|enterqueue\|"),
        takes=(
            "(submit_sm: src (1, 1, ⟦358412174267⟧) dst (1, 1, ⟦37251517043⟧))",
            "Subscription-Id-Type=END_USER_E164 Subscription-Id-Data=⟦358412879766⟧",
            "1793800000|169|q1|NONE|ENTERQUEUE||⟦2015484867⟧|1",
        ),
        leaves=(
            "dsrc (1, 1, 358412174267)",
            "Subscription-Id-Type=END_USER_IMSI Subscription-Id-Data=262011234567890",
            "1793800000|169|q1|NONE|ENTERQUEUE||2015484867x|1",
        ),
    ),
    Rule(
        name="call-record",
        pattern=_fields,
        shape=Shape.CERTAIN,
        valid=_is_assigned,
        source=_SOURCE,
        keywords=_OUTCOMES,
        takes=(
            '"","⟦15551234567⟧","⟦8185550142⟧","from-internal","","SIP/a-1","SIP/b-2","Dial","",10,8,"ANSWERED","DOC"',
            "CDR|a1|20260102030405|⟦447700900123⟧|⟦442079460958⟧|10|NO ANSWER|0",
            "⟦4155552671⟧,⟦2125550147⟧,10,8,NORMAL_CLEARING",
            '"7","⟦2025550147⟧","ANSWERED"',
            '"7","⟦2025550147⟧","CONGESTION"',
            "a1,7\n⟦4155552671⟧,USER_BUSY\n",
            '"7","⟦2025550147⟧","CONGESTION"',
            "a1,⟦4155552671⟧,ANSWERED,",
            "USER_BUSY,10,⟦4155552671⟧",
        ),
        leaves=(
            '"1767323045","20260102030405","0000000001","ANSWERED"',
            "ANSWERED 4155552671 times",
            "request answered, id 4155552671",
            "4155552671 ms|4155552671x|ANSWERED|",
        ),
    ),
    Rule(
        name="whatsapp-id",
        pattern=_WHATSAPP,
        shapes=(r"[0-9]@(?:s\.whatsapp\.net|c\.us|lid(?:[^0-9a-z_]|$))", r"wa\.me/[0-9]"),
        source="WhatsApp's ids: digits with their calling code.",
        takes=(
            "⟦14155552671⟧@s.whatsapp.net",
            "⟦491711234567⟧:12@c.us",
            "https://wa.me/⟦14155552671⟧",
        ),
        leaves=("x14155552671@c.us", "14155552671@c.usa", "415@c.us", "wa.me/14155552671x"),
    ),
)
