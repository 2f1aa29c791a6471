"""Passwords in the commands of protocols, and in the configuration of servers and network devices."""

from domain.redaction.detectors.secret.references import is_reference
from domain.redaction.detectors.secret.values import LETTERS_AND_DIGITS, names_something_else
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule

_QUOTE = r"\\*[\"']?"
_VALUE = r"(?P<value>[^\s\"'\\<>]{3,})"


def _is_value(value: str) -> bool:
    return not value.startswith("-") and not is_reference(value)


def _is_mixed(value: str) -> bool:
    """Letters and digits: in test results and sentences the word behind is none."""
    return LETTERS_AND_DIGITS.match(value) is not None and not names_something_else(value) and _is_value(value)


def _is_base64(value: str) -> bool:
    """No name of a mechanism."""
    return not value.isupper() and not value.islower()


RULES = (
    Rule(
        name="protocol-pass",
        pattern=Pattern(r"(?:^|[>:\"'\n]\s?|\\n)PASS\s(?P<value>[^\s\"'\\:()|<>]{3,64})(?=\s*(?:\\[rn]|[\"'\r\n<]|$))"),
        valid=_is_mixed,
        source="RFC 959 (FTP), RFC 1939 (POP3), RFC 2812 (IRC).",
        keywords=(r"(?:^|[>:\"'\n]|\\n) ?pass [^ ]",),
        takes=(
            "ftp> PASS ⟦s3cret9⟧",
            "C: PASS ⟦s3cret9⟧",
            r"USER ada\r\nPASS ⟦s3cret9⟧\r\n",
            "PASS ⟦s3cret9⟧",
            'sent "PASS ⟦s3cret9⟧" to ftp1',
        ),
        leaves=(
            "--- PASS: TestCheckout (0.00s)",
            "PASS src/cart2.test.js (5.1 s)",
            "PASS: test_x1.sh",
            "> PASS ****",
            "ftp> PASS me the salt",
            "ftp> PASS salt",
            "PASS s3cret9 is what she typed",
        ),
    ),
    Rule(
        name="protocol-pass-word",
        pattern=Pattern(r"(?i:ftp|pop3?|irc)[^\n\x03]{0,60}[\s:>\"']PASS\s(?P<value>[A-Za-z]{3,32})(?=[\"'\r\n]|$)"),
        valid=_is_value,
        source="The same protocols, where the line names them: any word is a password.",
        keywords=(r"(?:ftp|pop|irc).*[\s:>\"']pass [a-z]",),
        takes=("INFO:aioftp.client:PASS ⟦secret⟧", 'FTP command: Client "192.0.2.5", "PASS ⟦letmein⟧"'),
        leaves=("ftp test: PASS salt is fine", "INFO:tests:PASS secret", "sftp PASS failed"),
    ),
    Rule(
        name="redis-monitor",
        pattern=Pattern(
            r"(?im)\\*\"(?:auth|requirepass|masterauth)\\*\"\s(?:\\*\"[\w-]{1,32}\\*\"\s)?\\*\"(?P<value>[^\"\\]{3,})\\*\"$"
        ),
        valid=_is_value,
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
        name="protocol-auth",
        pattern=Pattern(rf"(?<![\w-])AUTH{_QUOTE}\s{_QUOTE}(?:default{_QUOTE}\s{_QUOTE})?{_VALUE}"),
        valid=_is_mixed,
        source="Redis: AUTH.",
        keywords=(r"auth[\\\"']* [\\\"']*[^ ]",),
        takes=('"AUTH" "⟦s3cret9⟧"', "AUTH ⟦s3cret9⟧ failed: WRONGPASS", "AUTH default ⟦s3cret9⟧"),
        leaves=("250-AUTH LOGIN PLAIN CRAM-MD5", "NOAUTH s3cret9", "AUTH failed", "AUTH $PASS1"),
    ),
    Rule(
        name="protocol-sasl",
        pattern=Pattern(
            r"(?:(?:AUTH|AUTHENTICATE)\s(?:PLAIN|LOGIN|XOAUTH2|OAUTHBEARER)(?:\schallenge:)?\s'?"
            r"|AUTH\s[^\n\x03]{0,80}\sresp=|<auth\s[^<>]{1,120}>)(?P<value>[0-9A-Za-z+/]{8,}={0,2})(?![\w-])"
        ),
        valid=_is_base64,
        source="RFC 4954 (SMTP AUTH), RFC 9051 (IMAP).",
        keywords=("auth(?:enticate)? (?:plain|login|xoauth2|oauthbearer) ", "resp=[0-9a-z+/]{4}", "<auth "),
        takes=(
            "C: AUTH PLAIN ⟦AGFkYQBodW50ZXIy⟧",
            "a1 AUTHENTICATE PLAIN ⟦AGFkYQBodW50ZXIy⟧",
            "encoded AUTH LOGIN challenge: '⟦AGFkYQBodW50ZXIy⟧'",
            r"AUTH 1 PLAIN service=imap resp=⟦AGFkYQBodW50ZXIy⟧",
            "<auth mechanism='PLAIN'>⟦AGFkYQBodW50ZXIy⟧</auth>",
        ),
        leaves=(
            "250-AUTH PLAIN LOGIN",
            "AUTH PLAIN LOGIN CRAM-MD5",
            "AUTH LOGIN SCRAMSHA256",
            "AUTH LOGIN ScramSha256-Plus",
        ),
    ),
    Rule(
        name="protocol-login",
        pattern=Pattern(rf"\d\sLOGIN\s{_QUOTE}[\w.@+-]+{_QUOTE}\s{_QUOTE}{_VALUE}"),
        valid=_is_mixed,
        source="RFC 9051 (IMAP): a tag, LOGIN, the user and the password.",
        keywords=("[0-9] login ",),
        takes=("a1 LOGIN ada ⟦s3cret9⟧", 'A0004 LOGIN "ada@example.com" "⟦s3cret9⟧"'),
        leaves=("a1 LOGIN ada failed", "LOGIN ada s3cret9", "a1 LOGIN completed"),
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
        pattern=Pattern(
            r"(?:login\sattempt\s\[b?'?[^/\]\s]{1,64}/(?:b')?|password\sattempt\s\["
            r"|Login\s(?:incorrect|OK)[^\[\n\x03]{0,120}\[[^/\]\s]{1,64}/|auth\sheader\s\[[^:\]\s]{1,64}:)(?P<value>[^\]\s']{1,64})'?\]"
        ),
        valid=_is_value,
        source="Cowrie, a honeypot; FreeRADIUS; Nexus.",
        keywords=("(?:login|password) attempt ", "login (?:incorrect|ok)", r"auth header \["),
        takes=(
            "password attempt [⟦letmein⟧] by root",
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
        name="network-device",
        pattern=Pattern(
            rf"""(?xi)(?: snmp-server\scommunity
                | enable\s(?:password|secret)(?:\slevel\s\d{{1,2}})?(?!(?:\s\d{{1,2}})?\s[a-z]+\s[a-z])
                | (?:tacacs|radius)-server\s(?:host\s\S{{1,64}}\s)?key | isakmp\skey
                | pre-shared-key\s(?:ascii-text|address\s\S{{1,64}}\skey)
                | username\s(?!and\s|or\s)\S{{1,64}}\s(?:privilege\s\d{{1,2}}\s)?(?:password|secret)
                | (?:authentication|message-digest)-key\s\d{{1,9}}\smd5
                | set\s(?:passw(?:or)?d|psksecret|passphrase)(?:\sENC)?
                | neighbor\s\S{{1,64}}\spassword | key-string
                | (?:password|key)\s[05789](?=\s\S*\d) )
            \s(?:\d{{1,2}}\s)?(?!(?:level|for|to)\s){_QUOTE}{_VALUE}"""
        ),
        valid=_is_value,
        source="The command references of Cisco IOS and FortiOS.",
        keywords=(
            *("snmp-server community ", "enable (?:password|secret) ", "-server (?:host )?", "isakmp key "),
            *(
                "username .* ?(?:password|secret) ",
                "(?:authentication|digest)-key ",
                "set (?:pass[wp]|psksecret)",
                "neighbor ",
                "key-string ",
                "(?:password|key) [05789] ",
                "pre-shared-key ",
            ),
        ),
        takes=(
            "snmp-server community ⟦hunter⟧ RO",
            "enable password ⟦hunter22⟧",
            "enable secret ⟦hunter22⟧",
            "radius-server host radius1 key ⟦hunter22⟧",
            "username ada secret ⟦hunter22⟧",
            "username ada password ⟦hunter22⟧",
            "set passphrase ⟦hunter22⟧",
            "username ada privilege 15 password 0 ⟦hunter22⟧",
            "username ada password 7 ⟦0822455D0A16⟧",
            "tacacs-server key ⟦hunter22⟧",
            "crypto isakmp key ⟦hunter22⟧ address vpn1",
            "ntp authentication-key 1 md5 ⟦hunter22⟧",
            "ip ospf message-digest-key 1 md5 ⟦hunter22⟧",
            "set psksecret ⟦hunter22⟧",
            "pre-shared-key address vpn1 key ⟦hunter22⟧",
            'pre-shared-key ascii-text "⟦$9$«alnum:22»⟧"',
            "set passwd ENC ⟦«alnum:40»⟧",
            "neighbor peer1 password ⟦hunter22⟧",
            "ppp chap password 0 ⟦hunter22⟧",
            "server-private radius1 key 7 ⟦0822455D0A16⟧",
        ),
        leaves=(
            "snmp-server community ${COMMUNITY} RO",
            "enable secret level 15",
            "Enable password strength check.",
            "the password 5 times",
            "username ada privilege 15",
            "SET PASSWORD FOR app = ''",
            "set password to never expire",
            "username and password are required",
            "username or password typed wrongly",
            "snmp-server enable traps hunter22",
        ),
    ),
    Rule(
        name="device-line",
        pattern=Pattern(
            r"(?:\\n|(?<!\x03)\n)[ ]{1,4}password\s(?:[07]\s)?(?P<value>[^\s\"'\\]{3,})(?=\s*(?:\\n|\n|$))"
        ),
        valid=_is_value,
        source="Cisco IOS: the password of a line.",
        keywords=(r"n ? ? ?password ", r"\n ? ? ? password "),
        takes=(
            r"line vty 0 4\n password ⟦cisco⟧\n login",
            "line con 0\n password 7 ⟦0822455D0A16⟧\n login\n",
            "line con 0\n password ⟦cisco⟧",
        ),
        leaves=(
            r"line vty 0 4\n password required\n",
            r"then\n password is asked\n",
            r"then\n password typed twice\n",
            " password cisco",
        ),
    ),
    Rule(
        name="password-file",
        pattern=Pattern(
            r"(?:(?<![\w./-])(?:[\w.-]+|\*):(?:543\d|\*):[\w*-]{1,64}:[\w*.@-]{1,64}:"
            r"|BUNDLE_[A-Z0-9_]{1,80}\s?[=:]\s?[\"']?[^\s\"':]{1,64}:)(?P<value>[^\s\"'\\:]{3,}+)(?!:)"
        ),
        valid=_is_value,
        source="PostgreSQL's .pgpass; Bundler's credentials of a gem server.",
        keywords=(r":(?:543[0-9]|\*):", "bundle_"),
        takes=(
            "db1.example.com:5432:shop:ada:⟦hunter22⟧",
            "*:*:*:ada:⟦letmein⟧",
            "BUNDLE_GEMS__EXAMPLE__COM=ada:⟦letmein⟧",
        ),
        leaves=(
            "db1.example.com:5432:shop:ada",
            "db1.example.com:5432:shop:ada:$PW",
            "db1.example.com:5432:shop:ada:hunter22:30",
            "/srv/db1:5432:shop:ada:hunter22",
            "main.c:5432:12:error",
            "app.example.com:8080:a:b:hunter22",
            "BUNDLE_PATH=vendor/bundle",
            "xdb1.example.com:5432:a/b:c:hunter22",
        ),
    ),
    Rule(
        name="server-configuration",
        pattern=Pattern(
            rf"""(?x)(?: requirepass | masterauth | bindpw | rootpw(?:\s--plaintext)?
                | machine\s\S{{1,80}}\slogin\s\S{{1,80}}\spassword | NickServ\s:?IDENTIFY(?:\s[\w-]{{1,32}})?
                | stats\sauth\s[\w.-]{{1,40}}: | pam_radius_auth:\sGot\spassword
                | :\s{{1,8}}(?:PSK|EAP|XAUTH)(?=\s\\*["']) | password\s"[A-Z][\w\ ]{{1,24}}"
                | ENV\s\w{{0,40}}(?:PASSWORD|PASSWD|SECRET|TOKEN|API_KEY) )
            (?:\s|(?<=:)){_QUOTE}{_VALUE}"""
        ),
        valid=_is_value,
        source="The manuals of Redis, OpenLDAP, netrc, Docker, HAProxy, strongSwan and OpenVPN.",
        keywords=(
            "requirepass ",
            "masterauth ",
            "bindpw ",
            "rootpw ",
            "machine ",
            "nickserv ",
            r"env \w*",
            "stats auth ",
            "got password ",
            ": +(?:psk|eap|xauth) ",
            'password "[a-z ]*" "',
        ),
        takes=(
            "requirepass ⟦hunter22⟧",
            "bindpw '⟦hunter22⟧'",
            "rootpw --plaintext ⟦hunter22⟧",
            "machine git.example login ada password ⟦hunter22⟧",
            "PRIVMSG NickServ :IDENTIFY ⟦hunter22⟧",
            "NickServ IDENTIFY ada ⟦hunter22⟧",
            "ENV DB_PASSWORD ⟦hunter22⟧",
            "stats auth admin:⟦letmein⟧",
            "pam_radius_auth: Got password ⟦letmein⟧",
            '192.0.2.2 %any: PSK "⟦letmein⟧"',
            """MANAGEMENT: CMD 'password "Auth" "⟦letmein⟧"'""",
        ),
        leaves=(
            "requirepass ${PASS}",
            "rootpw --iscrypted",
            "machine git.example login ada",
            "ENV DB_PASSWORD $PW",
            "name: EAP user certificate",
        ),
    ),
)
