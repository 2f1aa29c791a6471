"""Passwords in the configuration of network devices, as a table of lines: `ip ftp password …`.

After the words of such a line, any value is a password, unless the text continues like a sentence. In the table, words
in capitals are any text, `N` is a number, `…` is up to 80 characters, `END` is the end of the line, words in brackets
may be missing, and `|` separates alternatives. The password may follow a number or word that says how it is written
(`7`, `hex`).
"""

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import takewhile

from domain.redaction.detectors.secret.passwords import is_password
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.text import Span, Text

_LINES = (
    "ip ftp password PASSWORD",
    "isis password PASSWORD",
    "domain-password|area-password PASSWORD",
    "ospf authentication-key PASSWORD",
    "authentication-key N METHOD PASSWORD",
    "standby … authentication [text|md5] PASSWORD",
    "tunnel password PASSWORD",
    "digest secret PASSWORD",
    "ppp chap|pap password PASSWORD",
    "pre-shared-key [local|remote] PASSWORD",
    "pre-shared-secret PASSWORD",
    "plaintext-password PASSWORD",
    "snmp-server user USER GROUP … auth md5|sha PASSWORD",
    "snmp-server user USER GROUP … priv [des|3des|aes] [128|192|256] PASSWORD",
    "snmp-agent community read|write [cipher|simple] PASSWORD",
    "psk ascii PASSWORD",
    "snmp-server host HOST … version 1|2c PASSWORD",
    "set session-key inbound|outbound ah|esp N [cipher] PASSWORD",
    "set session-key … authenticator PASSWORD",
    "snmp-server community PASSWORD",
    "config|service snmp community [add] PASSWORD",
    "com2sec|com2sec6 NAME SOURCE PASSWORD",
    "rocommunity|rwcommunity|rocommunity6|rwcommunity6 PASSWORD",
    "config tacacs|radius passkey PASSWORD",
    "rf-switch snmp-community PASSWORD",
    "set snmp community PASSWORD",
    "key hexadecimal PASSWORD",
    "username USER view VIEW secret PASSWORD",
    "password cipher|simple|irreversible-cipher PASSWORD END",
    "createuser USER sha|md5|sha-256|sha-512 PASSWORD",
    "createuser USER sha|md5|sha-256|sha-512 PASSWORD aes|des PASSWORD",
)
# Words of these lines that may stand in place of the password: `standby authentication md5 key-string …`.
_WORDS = frozenset(word for line in _LINES for word in re.findall("[a-z0-9-]{3,}", line)) | {
    "key-string",
    "key-chain",
    "address",
}
_VALUE = Pattern(r"(?:(?:\d|hex|hexadecimal|ascii-text|text|encrypted|clear)\s)?\\*[\"']?(?P<value>[^\s\"'\\;]{3,128})")
_END = " END"
# After a password: the end of the line, or the next word of the command.
_LINE_ENDS = Pattern(r"\\*[\"']?\s*?(?:\\|(?m:$))")
_NEXT_WORDS = (
    "hash|authenticate|authorization|timeout|priv|aes|des|authenticator|encrypted|address|udp-port|config|ipsec|ro|rw"
    "|view|msdp|tty|default"
)
_NEXT_WORD = Pattern(rf"\\*[\"']?\s*?(?:\\|(?m:$)|\s(?i:{_NEXT_WORDS})\b|\s\d{{1,3}}\.\d)")
_PATTERNS_OF_WORDS = {"N": r"\d{1,10}\s", "…": r"[^\n\x03]{0,80}?"}
_ANY_TEXT = r"\\*[\"']?[^\s\"'\\]{1,128}\\*[\"']?\s"


class _Line:
    """A line of the table."""

    def __init__(self, written: str) -> None:
        self.written = written
        words = written.split()
        # A text without any of the first words has no such line. The prefilter searches for the beginning.
        self._first = words[0].split("|")
        fixed = list(takewhile(lambda word: word != "…" and not word.startswith("["), words[:3]))
        beginning = " ".join(f"(?:{word})" if word.islower() else "[^ ]+" for word in fixed)
        self.beginning = f"{beginning.removesuffix(' [^ ]+')} "

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """The words before the password."""
        words = self.written.removesuffix(_END).split()[:-1]
        return re.compile("".join(map(self._part, words)), re.IGNORECASE)

    @staticmethod
    def _part(word: str) -> str:
        if word.startswith("["):
            return rf"(?:(?:{word.strip('[]')})\s)?"
        return _PATTERNS_OF_WORDS.get(word) or (_ANY_TEXT if word.isupper() else rf"(?:{word})\s")

    def values(self, folded: str, lower: str) -> Iterator[Span]:
        """Yield the passwords in a text."""
        if not any(word in lower for word in self._first):
            return
        for match in self._pattern.finditer(folded):
            before = folded[match.start() - 1 : match.start()]
            value = None if before.isalnum() or before == "-" else _VALUE.match(folded, match.end())
            # `digest secret rotation started` is a sentence.
            if value and value["value"].isalpha() and not _NEXT_WORD.match(folded, value.end()):
                continue
            if value and (not self.written.endswith(_END) or _LINE_ENDS.match(folded, value.end())):
                yield value.span("value")


class _Devices:
    """Finds the passwords of all lines of the table."""

    def __init__(self) -> None:
        self.rows = [_Line(line) for line in _LINES]
        self.keywords = tuple(dict.fromkeys(line.beginning for line in self.rows))

    def find(self, text: Text, _position: int) -> Iterator[Span]:
        """Yield the spans of passwords."""
        lower = text.folded.lower()
        yield from sorted({span for line in self.rows for span in line.values(text.folded, lower)})


_DEVICES = _Devices()

RULES = (
    Rule(
        name="device",
        pattern=_DEVICES.find,
        valid=lambda value: is_password(value) and value.lower() not in _WORDS,
        source="The command references of Cisco IOS, Junos, VyOS, SONiC, Huawei VRP and Net-SNMP.",
        keywords=_DEVICES.keywords,
        takes=(
            "ip ftp password ⟦letmein⟧",
            "isis password ⟦letmein⟧",
            "wlan psk ascii 0 ⟦letmein⟧",
            "snmp-agent community read cipher ⟦letmein⟧",
            "area-password ⟦letmein⟧ authenticate snp send-only",
            " ip ospf authentication-key 0 ⟦letmein⟧",
            "ntp authentication-key 4294967295 hmac-sha2-256 ⟦letmein⟧",
            "standby 1 authentication text ⟦letmein⟧",
            "standby authentication ⟦letmein⟧",
            "l2tp tunnel password 0 ⟦letmein⟧",
            "digest secret ⟦letmein⟧ hash MD5",
            r"digest secret ⟦letmein⟧\nnext",
            "ppp chap password 7 ⟦letmein⟧",
            "pre-shared-key remote hex ⟦1234a⟧",
            "set vpn ipsec peer p authentication pre-shared-secret '⟦letmein⟧'",
            "set system login user ada authentication plaintext-password ⟦letmein⟧",
            "snmp-server user ada ops v3 encrypted auth sha ⟦letmein⟧",
            "snmp-server user ada ops v3 auth md5 ⟦letmein⟧ priv aes 128 ⟦hunter⟧",
            "snmp-server user ada ops priv ⟦letmein⟧",
            "snmp-server host 192.0.2.1 traps version 2c ⟦letmein⟧",
            "set session-key outbound esp 256 cipher ⟦1234abcdef⟧ authenticator ⟦abcdef1234⟧",
            "set session-key inbound ah 4294967295 ⟦1234abcdef⟧",
            "rf-switch snmp-community ⟦letmein⟧",
            "snmp-server community ⟦letmein⟧ RO",
            "sudo config snmp community add ⟦letmein⟧ RO",
            "set service snmp community ⟦n0tpublic⟧ authorization ro",
            "com2sec readonly default ⟦letmein⟧",
            "rocommunity ⟦letmein⟧ 192.0.2.0/24",
            "config tacacs passkey ⟦letmein⟧",
            "set snmp community ⟦letmein⟧ authorization read-only",
            "key hexadecimal ⟦ABCDEF123456⟧",
            "username ada view ops secret ⟦letmein⟧",
            "local-user ops password cipher ⟦%^%#Vck6BJ3q%^%#⟧",
            r"password cipher ⟦%^%#Vck6BJ3q%^%#⟧\nnext",
            'createUser ada SHA "⟦letmein⟧" AES "⟦hunter⟧"',
            "createUser ada MD5 ⟦letmein⟧",
        ),
        leaves=(
            "isis password is required",
            "snmp-server community ${COMMUNITY} RO",
            "config snmp location hall4",
            "com2sec readonly default",
            "my-rocommunity letmein",
            "ip ftp password $PASS",
            "the-ip ftp password letmein",
            "pre-shared-key remote",
            "standby authentication md5 key-string letmein",
            "createUser ada letmein",
            "password simple mode on",
            "digest secret rotation started",
            "digest secret rotation hashed",
            "pre-shared-key address vpn1 key letmein",
        ),
    ),
)
