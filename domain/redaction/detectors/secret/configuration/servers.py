"""Passwords in the configuration of servers and of Wi-Fi, and in files of passwords: `requirepass …`, `*:*:*:ada:…`.

The rule `network-device` has the lines of network devices that need exceptions of their own (`enable password strength
check` is a sentence). All others are in the table of `devices.py`; add new ones there.
"""

from collections.abc import Iterator

from domain.redaction.detectors.leads import Lead, any_lead, keywords_of
from domain.redaction.detectors.secret.passwords import VALUE, is_value
from domain.redaction.detectors.signs import ASSIGNS, QUOTE
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.text import Span, Text

# Lines of network devices, up to the password.
_DEVICE_LINES = (
    Lead(
        "enable (?:password|secret) ",
        r"enable\s(?:password|secret)(?:\slevel\s\d{1,2})?(?!(?:\s\d{1,2})?\s[a-z]+\s[a-z])",
    ),
    Lead("-server (?:host )?", r"(?:tacacs|radius)-server\s(?:host\s\S{1,64}\s)?key"),
    Lead("isakmp key ", r"isakmp\skey"),
    Lead("pre-shared-key ", r"pre-shared-key\s(?:ascii-text|address\s\S{1,64}\skey)"),
    Lead(
        "username .* ?(?:password|secret) ",
        r"username\s(?!and\s|or\s|and/or\s)\S{1,64}\s(?:privilege\s\d{1,2}\s)?(?:password|secret)",
    ),
    Lead("(?:authentication|digest)-key ", r"(?:authentication|message-digest)-key\s\d{1,9}\smd5"),
    Lead("set (?:pass[wp]|psksecret)", r"(?<![A-Za-z])set\s(?:passw(?:or)?d|psksecret|passphrase)(?:\sENC)?"),
    Lead("neighbor ", r"neighbor\s\S{1,64}\spassword"),
    Lead("key-string ", "key-string"),
    Lead("password-value ", "plain-text-password-value"),
    Lead("(?:password|key) [05789] ", r"(?<![A-Za-z])(?:password|key)\s[05789](?=\s\S*\d)(?!\s\d{1,5}\s)"),
)
# Settings of servers, up to the password.
_SERVER_SETTINGS = (
    Lead("requirepass ", "requirepass"),
    Lead("masterauth ", "masterauth"),
    Lead("acl setuser ", r"ACL\sSETUSER\s\S{1,64}(?:\s[^\s>]{1,32}){0,6}\s>"),
    Lead("user [^ ]* on ", r"user\s\S{1,64}\son\s>"),
    Lead("sentinel auth-pass ", r"sentinel\sauth-pass\s\S{1,64}"),
    Lead("= ?cleartext ", r"=\s?cleartext"),
    Lead(r"\{noop\}", r"\{noop\}"),
    Lead(r"\]:(?:25|465|587) ", r"\[[\w.-]{1,80}\]:(?:25|465|587)\s+[\w.@-]{1,64}:"),
    Lead("<auth-user-pass>", r"<auth-user-pass>\n\S{1,64}"),
    Lead("(?:chap|pap)[- ]secrets", r"(?:chap|pap)[- ]secrets:?\s\S{1,64}\s{1,8}\S{1,64}"),
    Lead("davfs2? secrets", r"davfs2?\ssecrets:?\s\S{1,200}\s\S{1,64}"),
    Lead("chpasswd:", r"chpasswd:\s{1,8}(?:\{\s?)?list:\s?(?:\|\s{1,16}|[\"'\[]{1,2})[\w-]{1,32}:"),
    Lead("(?:key content|sselinhalt) ", r"(?:Key\sContent|Schl\xe9sselinhalt)\s{1,16}:"),
    Lead(r"at\+cgauth", r"AT\+CGAUTH=\d,\d,\\*\"[^\"\n]{1,64}\","),
    Lead(r"at\+cwjap", r"AT\+CWJAP(?:_\w{3})?=\\*\"[^\"\n]{1,32}\","),
    Lead("bindpw ", "bindpw"),
    Lead("rootpw ", r"rootpw(?:\s--plaintext)?"),
    Lead("machine ", r"machine\s\S{1,80}\slogin\s\S{1,80}\spassword"),
    Lead("stats auth ", r"stats\sauth\s[\w.-]{1,40}:"),
    Lead("got password ", r"pam_radius_auth:\sGot\spassword"),
    Lead(": +(?:psk|eap|xauth) ", r""":\s{1,8}(?:PSK|EAP|XAUTH)(?=\s\\*["'])"""),
    Lead('password "[a-z ]*" "', r'password\s"[A-Z][\w ]{1,24}"'),
    Lead(r"key found! \[", r"KEY\sFOUND!\s\["),
    Lead(r"env \w*", r"ENV\s\w{0,40}(?:PASSWORD|PASSWD|SECRET|TOKEN|API_KEY)"),
)
# `wireless.@wifi-iface[0].key=…`, `option psk …`, `WiFi.begin("office", "…")`, `SSID office with key …`
_WIFI_SETTINGS = (
    r"wireless\.[^\s=]{1,40}\.key=",
    r"(?<![\w-])option\s(?:key|psk|password)\s",
    r"wifi\.begin\(\s?[\"'][^\"'\n]{1,40}[\"'],\s?(?=[\"'])",
    r"ssid\s[^\s,]{1,32}(?:\swith|,)\skey:?\s",
)
# `db1:5432:shop:ada:…`, `*:*:*:ada:…`; `BUNDLE_GEMS__EXAMPLE__COM=ada:…`
_LINE_OF_PGPASS = r"(?<![\w./-])(?:[\w.-]+|\*):(?:543\d|\*(?!:\d+:\d+:)):[\w*-]{1,64}:[\w*.@-]{1,64}:"
_USER_OF_BUNDLER = r"BUNDLE_[A-Z0-9_]{1,80}\s?[=:]\s?[\"']?[^\s\"':]{1,64}:"
# The users that a broker knows, up to the end of the entry, and each user's password.
_LOGIN_MODULE = Pattern(r"(?:Plain|Digest)LoginModule\s{1,8}required(?P<users>[^;\x03]{0,4000})")
_USER_OF_MODULE = Pattern(r"(?<!\w)user_[\w.-]{1,64}\s?=\s?\\*\"(?P<value>[^\"\\\n]{3,128})")


def _users_of_modules(text: Text, _position: int) -> Iterator[Span]:
    for module in _LOGIN_MODULE.finditer(text.folded):
        for user in _USER_OF_MODULE.finditer(text.folded, *module.span("users")):
            yield user.span("value")


RULES = (
    Rule(
        name="login-module",
        pattern=_users_of_modules,
        valid=is_value,
        source="JAAS: the users of Kafka and ZooKeeper.",
        keywords=(r"(?:plain|digest)loginmodule\s",),
        takes=(
            'PlainLoginModule required user_ada="⟦letmein⟧" user_bot="⟦hunter22⟧";',
            'DigestLoginModule required\n  user_super="⟦letmein⟧";',
        ),
        leaves=(
            'PlainLoginModule required user_ada="${PASS}";',
            'PlainLoginModule required; user_agent="letmein"',
            'PlainLoginModule required superuser_ada="letmein";',
            'ScramLoginModule required user_ada="letmein";',
        ),
    ),
    Rule(
        name="network-device",
        pattern=Pattern(
            rf"(?i){any_lead(_DEVICE_LINES)}\s(?:\d{{1,2}}\s)?(?!(?:level|for|to)\s){QUOTE}{VALUE}",
        ),
        valid=is_value,
        source="The command references of Cisco IOS and FortiOS.",
        keywords=keywords_of(_DEVICE_LINES),
        takes=(
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
            "set plain-text-password-value ⟦hunter22⟧",
            "server-private radius1 key 7 ⟦0822455D0A16⟧",
        ),
        leaves=(
            "reset password link expired",
            "your own username and/or password database to read",
            "enable secret level 15",
            "radius-server key ${RADIUS_KEY1}",
            "Enable password strength check.",
            "the password 5 times",
            "username ada privilege 15",
            "SET PASSWORD FOR app = ''",
            "set password to never expire",
            "username and password are required",
            "username or password typed wrongly",
            "snmp-server enable traps hunter22",
            "legacy-157. IN KEY 0 3 157 mGcDSCx/fF12",
            "example.com. IN DNSKEY 5 aB3dE5fG7",
        ),
    ),
    Rule(
        name="device-line",
        pattern=Pattern(
            r"(?:\\n|(?<!\x03)\n)[ ]{0,4}(?:remote_)?password\s(?:[07]\s)?(?P<value>[^\s\"'\\]{3,})(?=\s*(?:\\n|\n|$))"
        ),
        valid=is_value,
        source="Cisco IOS: the password of a line.",
        keywords=(r"n ? ? ?password ", r"\n ? ? ? ?(?:remote_)?password "),
        takes=(
            r"line vty 0 4\n password ⟦cisco⟧\n login",
            "line con 0\n password 7 ⟦0822455D0A16⟧\n login\n",
            "line con 0\n password ⟦cisco⟧",
            "user ada\npassword ⟦letmein⟧\n",
            "remote_username ada\nremote_password ⟦letmein⟧",
        ),
        leaves=(
            r"line vty 0 4\n password required\n",
            r"then\n password is asked\n",
            r"then\n password typed twice\n",
            " password cisco",
        ),
    ),
    Rule(
        name="wifi-setting",
        pattern=Pattern(rf"(?i)(?:{'|'.join(_WIFI_SETTINGS)}){QUOTE}{VALUE}"),
        valid=is_value,
        source="OpenWrt, Arduino.",
        keywords=(r"wireless\.", "option (?:key|psk|password) ", r"wifi\.begin\(", "ssid [^ ]*(?: with)? key"),
        takes=(
            "uci set wireless.@wifi-iface[0].key='⟦hunter22⟧'",
            "        option key '⟦letmein⟧'",
            'WiFi.begin("office", "⟦letmein⟧")',
            "connecting to SSID office with key ⟦letmein⟧",
            "SSID office, key: ⟦letmein⟧",
        ),
        leaves=(
            "wireless.radio0.channel='letmein22'",
            "adoption key 'letmein22'",
            "option key '${WIFI_KEY}'",
            'WiFi.begin("office", pass)',
            "connecting to SSID office with letmein22",
        ),
    ),
    Rule(
        name="key-bytes",
        pattern=Pattern(
            rf"(?i)key{ASSIGNS}\s?\["
            r"(?P<value>(?:0x[0-9a-f]{2}|\d{1,3})(?:,\s?(?:0x[0-9a-f]{2}|\d{1,3})){15,31})(?![\d,])"
        ),
        source="Keys as lists of bytes: Zigbee2MQTT, and what programs print.",
        keywords=(r"key[\"']?[:=] ?\[[0-9]",),
        takes=(
            "network_key: [⟦11, 22, 91, 44, 5, 61, 77, 8, 119, 10, 11, 12, 13, 14, 15, 16⟧]",
            "key=[⟦0x01,0x02,0x03,0x04,0x05,0x06,0x07,0x08,0x09,0x0a,0x0b,0x0c,0x0d,0x0e,0x0f,0x10⟧]",
        ),
        leaves=("network_key: [11, 22, 91, 44]", "key: [" + "1, " * 40 + "1]"),
    ),
    Rule(
        name="wifi-code",
        pattern=Pattern(r"WIFI:(?:[A-OQ-Z]:[^;\n\x03]{0,64};){0,4}P:(?P<value>[^;\n\x03]{3,64});"),
        valid=is_value,
        source="The text of QR codes for Wi-Fi networks.",
        keywords=("wifi:[a-z]:",),
        takes=("WIFI:T:WPA;S:Home;P:⟦letmein⟧;H:false;;", "WIFI:P:⟦letmein⟧;S:Home;;"),
        leaves=("WIFI:T:nopass;S:Home;;", "WIFI:T:WPA;S:Home;P:${PSK};;"),
    ),
    Rule(
        name="password-file",
        pattern=Pattern(rf"(?:{_LINE_OF_PGPASS}|{_USER_OF_BUNDLER})(?P<value>[^\s\"'\\:]{{3,}}+)(?!:)"),
        valid=is_value,
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
            "ftp:*:14:50:FTP User:/var/ftp",
            "main.c:5432:12:error",
            "app.example.com:8080:a:b:hunter22",
            "BUNDLE_PATH=vendor/bundle",
            "xdb1.example.com:5432:a/b:c:hunter22",
        ),
    ),
    Rule(
        name="server-configuration",
        pattern=Pattern(rf"{any_lead(_SERVER_SETTINGS)}(?:\s|(?<=[:>}},])){QUOTE}{VALUE}"),
        valid=is_value,
        source="The manuals of Redis, OpenLDAP, netrc, Docker, HAProxy, strongSwan and OpenVPN.",
        keywords=keywords_of(_SERVER_SETTINGS),
        takes=(
            "requirepass ⟦hunter22⟧",
            "bindpw '⟦hunter22⟧'",
            "rootpw --plaintext ⟦hunter22⟧",
            "machine git.example login ada password ⟦hunter22⟧",
            "ENV DB_PASSWORD ⟦hunter22⟧",
            "stats auth admin:⟦letmein⟧",
            "ACL SETUSER ada on >⟦letmein⟧ ~* +@all",
            "pam_radius_auth: Got password ⟦letmein⟧",
            "KEY FOUND! [ ⟦letmein⟧ ]",
            '192.0.2.2 %any: PSK "⟦letmein⟧"',
            "user ada on >⟦letmein⟧ ~* +@all",
            "sentinel auth-pass mymaster ⟦letmein⟧",
            "user = ada { login = cleartext ⟦letmein⟧ }",
            "spring {noop}⟦letmein⟧",
            "[smtp.example.org]:587 bot:⟦letmein⟧",
            "<auth-user-pass>\nada\n⟦letmein⟧\n</auth-user-pass>",
            "chap-secrets: ada * ⟦letmein⟧ *",
            'pap-secrets: "ada" * "⟦letmein⟧" *',
            "davfs2 secrets: https://cloud.example/dav ada ⟦letmein⟧",
            'chpasswd: {list: "root:⟦letmein⟧", expire: false}',
            "chpasswd:\n  list: |\n    root:⟦letmein⟧",
            "    Key Content            : ⟦letmein⟧",
            "    Schlüsselinhalt        : ⟦letmein⟧",
            'AT+CWJAP_DEF="office","⟦letmein⟧"',
            'AT+CGAUTH=1,1,"ada","⟦letmein⟧"',
            'l2tp chap secrets: "branch" * "⟦letmein⟧" *',
            """MANAGEMENT: CMD 'password "Auth" "⟦letmein⟧"'""",
        ),
        leaves=(
            "bindpwletmein",
            "requirepass ${PASS}",
            "rootpw --iscrypted",
            "machine git.example login ada",
            "ENV DB_PASSWORD $PW",
            "user ada on db1 > log7",
            "name: EAP user certificate",
        ),
    ),
)
