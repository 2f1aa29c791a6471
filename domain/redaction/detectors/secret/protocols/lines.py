"""Passwords in lines of protocols that mean nothing else: `AUTH PLAIN …`, `AUTHINFO PASS …`, `APOP ada …`.

Commands that are ordinary words too, such as `PASS`, are in `dialogues.py`.
"""

from collections.abc import Iterator

from domain.redaction.detectors.secret.passwords import VALUE, is_password, is_value
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.precheck import AnyMatch
from domain.redaction.text import Span, Text

# The end of a line, as it is or as an escape, and who speaks in the next one.
_END = r"[\\\r\nrn]{1,4}"
_LINE = rf"{_END}(?:[A-Z]\w{{0,8}}:\s|[<>-]{{1,4}}\s?)?"
_MECHANISM = r"PLAIN|LOGIN|XOAUTH2|OAUTHBEARER|NTLM|GSSAPI|(?:CRAM|DIGEST|SCRAM)-[\w-]{1,24}"

# `AUTH PLAIN …`, `AUTHENTICATE LOGIN response …`, `AUTH PLAIN⏎334⏎…`, `AUTH … resp=…`, `<response xmlns="…">…`
_AFTER_MECHANISM = rf"(?:\schallenge:|\sresponse)?(?:\s['\"]?|\s?{_LINE}(?:\+|334)[^\n\\]{{0,400}}{_LINE})"
_SASL_LEAD = (
    rf"(?:AUTH(?:ENTICATE)?\s\"?(?:{_MECHANISM})\"?{_AFTER_MECHANISM}"
    r"|AUTH\s[^\n\x03]{0,80}\sresp=|<(?:auth|response)\s[^<>]{1,120}>)"
)
# What honeypots and servers write of an attempt to log in, up to the password in brackets, perhaps behind the user.
_ATTEMPTS = (
    r"login\sattempt\s\[b?'?[^/\]\s]{1,64}/(?:b')?",
    r"password\sattempt\s\[",
    r"Login\s(?:incorrect|OK)[^\[\n\x03]{0,120}\[[^/\]\s]{1,64}/",
    r"auth\sheader\s\[[^:\]\s]{1,64}:",
    r"Command\s\[(?i:pass)\]\s\[",
)
# `community=…`, `community "…"`, `for community …`: without a sign or quotes it is no word in lower case.
_BEFORE_COMMUNITY = r"(?:\s?[:=]\s?\\*[\"']?|\s\\*[\"']|(?<=(?:for|ith|sed)\scommunity)\s(?=(?-i:[a-z]*[^a-z\s])))"
# The character between authorization identity, user and password (RFC 4616), as it is or as an escape.
_NUL = r"(?P<nul>\x00|\\x00|\\0|\\u0000)"


def _is_base64(value: str) -> bool:
    """Return whether the value has letters of both cases, as base64 has and names of mechanisms do not."""
    return not value.isupper() and not value.islower()


_CHAT_COMMAND = Pattern(
    r"(?:command|executed):\s/(?:login|register|changepassword)(?P<words>(?:[ ][^\s\x03]{3,64}){1,2})"
)
_CHAT_WORD = Pattern(r"\S+")


def _chat_passwords(text: Text, _position: int) -> Iterator[Span]:
    for match in _CHAT_COMMAND.finditer(text.folded):
        for word in _CHAT_WORD.finditer(text.folded, *match.span("words")):
            yield word.span()


RULES = (
    Rule(
        name="redis-monitor",
        pattern=Pattern(
            r"(?im)\"(?:auth|requirepass|masterauth)\\*\"\s(?:\\*\"[\w-]{1,32}\\*\"\s)?"
            r"\\*\"(?P<value>[^\"\\]{3,})\\*\"$"
        ),
        valid=is_value,
        source="Redis: what MONITOR prints.",
        keywords=(r"\"(?:auth|requirepass|masterauth)[\\\"]* [\\\"]",),
        takes=(
            '[0 127.0.0.1:60866] "AUTH" "⟦letmein⟧"',
            '[0 127.0.0.1:60866] "CONFIG" "SET" "requirepass" "⟦letmein⟧"',
            '"AUTH" "default" "⟦letmein⟧"',
        ),
        leaves=('"AUTH" "${PASS}"', '"auth" "cookie" is set', '"xauth" "letmein"', 'say "auth" letmein'),
    ),
    Rule(
        name="redis-request",
        pattern=Pattern(
            rf"(?i)\*[23]{_END}\$4{_END}auth{_END}(?:\$\d{{1,3}}{_END}[\w@.-]{{1,64}}{_END})?\$\d{{1,3}}{_END}{VALUE}"
        ),
        valid=is_value,
        source="Redis: the protocol's requests, with the length of each word.",
        keywords=(r"\$4(?:\\r)?(?:\n|\\n)auth",),
        takes=(
            "*2\r\n$4\r\nAUTH\r\n$7\r\n⟦letmein⟧\r\n",
            r"*3\r\n$4\r\nauth\r\n$3\r\nada\r\n$7\r\n⟦letmein⟧\r\n",
        ),
        leaves=("*2\n$4\nAUTH\n$3\n***\n", "*2\n$4\nINFO\n$7\nclients", "*1\n$4\nAUTH\n"),
    ),
    Rule(
        name="protocol-sasl",
        pattern=Pattern(rf"{_SASL_LEAD}(?P<value>[0-9A-Za-z+/]{{8,}}={{0,2}})(?![\w-])"),
        valid=_is_base64,
        source="RFC 4954 (SMTP AUTH), RFC 9051 (IMAP), RFC 6120 (XMPP).",
        keywords=(
            'auth(?:enticate)? "?(?:plain|login|x?oauth|cram|digest|scram|ntlm|gssapi)',
            "resp=[0-9a-z+/]{4}",
            "<(?:auth|response) ",
        ),
        takes=(
            "C: AUTH PLAIN ⟦AGFkYQBodW50ZXIy⟧",
            "a1 AUTHENTICATE PLAIN ⟦AGFkYQBodW50ZXIy⟧",
            "AUTH XOAUTH2 ⟦dXNlcj1hZGEBYXV0aD1C⟧",
            'AUTHENTICATE "PLAIN" "⟦AGFkYQBodW50ZXIy⟧"',
            "AUTH CRAM-MD5 response ⟦AGFkYQBodW50ZXIy⟧",
            "encoded AUTH LOGIN challenge: '⟦AGFkYQBodW50ZXIy⟧'",
            r"AUTH 1 PLAIN service=imap resp=⟦AGFkYQBodW50ZXIy⟧",
            "<auth mechanism='PLAIN'>⟦AGFkYQBodW50ZXIy⟧</auth>",
            "<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>⟦AGFkYQBodW50ZXIy⟧</response>",
            "C: a1 AUTHENTICATE PLAIN\nS: +\nC: ⟦AGFkYQBodW50ZXIy⟧",
            r"AUTH CRAM-MD5\r\n334 PDE4OTYuNjk3\r\n⟦AGFkYQBodW50ZXIy⟧",
            "AUTH CRAM-MD5\r\n334 PDE4OTYuNjk3\r\n⟦AGFkYQBodW50ZXIy⟧",
            ">>> AUTH SCRAM-SHA-1\n<<< 334 PDE4OTYuNjk3\n>>> ⟦AGFkYQBodW50ZXIy⟧",
        ),
        leaves=(
            "250-AUTH PLAIN LOGIN",
            "AUTH PLAIN LOGIN CRAM-MD5",
            "AUTH LOGIN SCRAMSHA256",
            "AUTH LOGIN ScramSha256-Plus",
            "AUTH PLAIN\n535 Authentication1 failed",
        ),
    ),
    Rule(
        name="protocol-password-prompt",
        pattern=Pattern(
            r"334\sUGFzc3dvcmQ6(?:\\[rn]|[\s\"'])+(?:[A-Z][\w ()]{0,24}:\s)?"
            r"(?:(?:CLIENT\s)?[=-]?>\s?(?:SERVER:\s)?)?(?P<value>[0-9A-Za-z+/]{4,}={0,2})(?![0-9A-Za-z+/=]|\s?[->:])"
        ),
        source="SMTP, AUTH LOGIN: the answer to `Password:` in base64.",
        keywords=("334 ugfzc3",),
        takes=(
            "S: 334 UGFzc3dvcmQ6\nC: ⟦aHVudGVyMjI=⟧\n",
            r"334 UGFzc3dvcmQ6\r\n> ⟦aHVudGVyMjI=⟧",
            "334 UGFzc3dvcmQ6\nSMTP (level 1): CLIENT -> SERVER: ⟦aHVudGVyMjI=⟧",
            "334 UGFzc3dvcmQ6\nCLIENT -> SERVER: ⟦aHVudGVyMjI=⟧",
        ),
        leaves=("334 VXNlcm5hbWU6\nYWRh", "334 UGFzc3dvcmQ6", "334 UGFzc3dvcmQ6\nCLIENT -> SERVER: [SECRET]"),
    ),
    Rule(
        name="login-attempt",
        pattern=Pattern(rf"(?:{'|'.join(_ATTEMPTS)})(?P<value>[^\]\s']{{1,64}})'?\]"),
        valid=is_value,
        source="Cowrie, a honeypot; FreeRADIUS; Nexus; Pure-FTPd.",
        keywords=("(?:login|password) attempt ", "login (?:incorrect|ok)", r"auth header \[", r"command \[pass\]"),
        takes=(
            "password attempt [⟦letmein⟧] by root",
            "pure-ftpd: [DEBUG] Command [pass] [⟦letmein⟧]",
            "login attempt [root/⟦admin123⟧] failed",
            "login attempt [b'root'/b'⟦xc3511⟧'] failed",
            "Login incorrect (pap: digest does not match): [ada/⟦letmein⟧] (from client x)",
            "Login OK: [ada/⟦letmein⟧] (from client x)",
            "Basic auth header [ada:⟦letmein⟧] rejected",
        ),
        leaves=(
            "login attempt [root] failed",
            "login attempt [root/****] failed",
            "login attempt 3/5",
            "attempt [root/admin123]",
        ),
    ),
    Rule(
        name="protocol-bind",
        pattern=Pattern(rf"\bBIND\s[^\n\x03]{{0,240}}?\scred=\\*[\"']?{VALUE}"),
        valid=is_value,
        source="LDAP servers: the password of a simple bind.",
        keywords=("cred=",),
        takes=('slapd[991]: conn=1004 op=0 BIND dn="cn=admin,dc=x" method=128 cred=⟦letmein⟧',),
        leaves=('BIND dn="cn=admin" method=128', "BIND dn=x cred=$PASS", "REBIND dn=x cred=letmein"),
    ),
    Rule(
        name="fix-logon",
        pattern=Pattern(r"(?:35=A|553=)[^\n\x03]{0,240}?[|\x01;A]554=(?P<value>[^|\x01;^\s]{3,64})"),
        valid=is_value,
        source="FIX, tag 554: the password of a logon.",
        keywords=("554=",),
        takes=(
            "8=FIX.4.4|35=A|49=CLI|554=⟦letmein⟧|98=0",
            "35=A^A553=ada^A554=⟦letmein⟧^A",
            "553=ada|554=⟦letmein⟧|",
        ),
        leaves=("35=D|55=ACME|554=letmein", "35=A|1554=letmein", "35=A|554=$PASS"),
    ),
    Rule(
        name="chat-command",
        pattern=_chat_passwords,
        source="AuthMe and other plugins of game servers.",
        keywords=("(?:command|executed): /(?:login|register|changepassword) ",),
        takes=(
            "ada issued server command: /login ⟦letmein⟧",
            "Player ada executed: /register ⟦letmein⟧ ⟦letmein⟧",
            "ada issued server command: /changepassword ⟦letmein⟧ ⟦hunter22⟧",
        ),
        leaves=("ada issued server command: /tell letmein", "see /login letmein", "executed: /login"),
    ),
    Rule(
        name="protocol-auth-info",
        pattern=Pattern(rf"(?i)\bAUTHINFO\sPASS\s{VALUE}"),
        valid=is_password,
        source="RFC 4643 (NNTP).",
        keywords=("authinfo pass ",),
        takes=("AUTHINFO PASS ⟦letmein⟧", "nntp> authinfo pass ⟦hunter22⟧"),
        leaves=("AUTHINFO PASS required", "AUTHINFO USER ada", "XAUTHINFO PASS letmein"),
    ),
    Rule(
        name="protocol-nickserv",
        pattern=Pattern(
            rf"(?i)nickserv[@\w.]{{0,40}}\s:?(?:identify|id|register|(?:ghost|recover)\s\S{{1,32}}|set\spassword)[ ]"
            rf"(?:\S{{1,32}}[ ](?=[^\s@]+(?m:$)))?{VALUE}"
        ),
        valid=lambda value: is_password(value) and value.lower() != "password",
        source="The services of IRC networks.",
        keywords=("nickserv",),
        takes=(
            "/msg NickServ identify ⟦letmein⟧",
            "/msg NickServ identify ⟦letmein⟧\nBye",
            "PRIVMSG NickServ :IDENTIFY ⟦hunter22⟧",
            "PRIVMSG NickServ :IDENTIFY ada ⟦letmein⟧",
            "PRIVMSG NickServ@services.example :GHOST ada ⟦letmein⟧",
            "PRIVMSG NickServ :RECOVER ada ⟦letmein⟧",
            "/msg nickserv set password ⟦letmein⟧",
            "/msg NickServ REGISTER ⟦letmein⟧ ada@example.com",
        ),
        leaves=(
            "Please /msg NickServ IDENTIFY password",
            "/msg NickServ help identify",
            "NickServ identify failed",
            "NickServ: please identify letmein",
        ),
    ),
    Rule(
        name="protocol-digest",
        pattern=Pattern(
            r"(?:APOP\s\S{1,64}\s|(?i:MS-CHAP2?|CHAP)-(?:Password|Response|NT-Enc-PW|Error)\s?=\s?\\*[\"']?(?:0x)?)"
            r"(?P<value>[0-9a-fA-F]{32,256})(?![0-9A-Za-z])"
        ),
        source="RFC 1939 (POP3): a hash of a password and a time; RFC 2865 and 2548 (RADIUS).",
        keywords=("apop ", "chap2?-(?:password|response|nt-enc-pw|error)"),
        takes=("APOP ada ⟦«hex:32»⟧", "MS-CHAP2-Response = 0x⟦«hex:100»⟧", "\tCHAP-Password = 0x⟦«hex:34»⟧"),
        leaves=("APOP ada failed", "CHAP-Challenge = 0x«hex:32»", "APOP ada «hex:24»", "APOP ada «hex:32»x"),
    ),
    Rule(
        name="protocol-plain-response",
        pattern=Pattern(
            rf"(?i:plain|sasl|amqp)[^\n\x03]{{0,80}}?{_NUL}[^\s\x00\\]{{1,64}}(?P=nul)"
            r"(?P<value>[^\s\x00\\\"']{3,128})"
        ),
        valid=is_value,
        source="RFC 4616: the user and the password, each after a NUL.",
        # Not a placeholder, for which the prefilter reads several NULs.
        keywords=(r"[^\x00]\x00[^\x00]", r"\\x00", r"\\0", r"\\u0000"),
        precheck=AnyMatch(r"(?:plain|sasl|amqp).*(?:\x00|\\x00|\\0|\\u0000)"),
        takes=(
            "AMQP \x00guest\x00⟦letmein⟧",
            r"amqp: \0guest\0⟦letmein⟧",
            r"SASL PLAIN response \u0000guest\u0000⟦letmein⟧",
            r'mechanism=PLAIN response="\x00ada\x00⟦letmein⟧"',
        ),
        leaves=(
            r"PATH=\u0000guest\u0000letmein",
            r"plain \u0000guest",
            r"SASL \0ada\0${PASS}",
            r"plain \u0000guest\x00letmein",
        ),
    ),
    Rule(
        name="protocol-community",
        pattern=Pattern(
            rf"(?i)snmp[^\n\x03]{{0,120}}?community(?:\sstring)?{_BEFORE_COMMUNITY}"
            r"(?P<value>(?!public\b|shift;)[^\s\"'\\,;()]{3,64})"
        ),
        valid=is_password,
        source="RFC 1157 (SNMP): a community is a password.",
        keywords=("community",),
        takes=(
            'SNMPv2c GetRequest community "⟦n0tpublic⟧" from switch1',
            "snmpd: Authentication failed for community ⟦corpRO⟧",
            "snmp: polling with community ⟦corpRO⟧",
            "snmp v2c community string: ⟦corpRO⟧",
            "snmp community=⟦public1⟧",
            "gosnmp: Parsed community ⟦n0tpublic⟧",
            'No response using SNMP v2c with community "⟦n0tpublic⟧"',
        ),
        leaves=(
            "SNMP community changed today",
            "snmp community string is missing",
            "the community: welcome",
            "snmp for community members",
            "snmp: no such community Lab3 here",
            "snmp community: $COMMUNITY",
            "snmp community: public",
            "my $snmp_community = shift;",
        ),
    ),
)
