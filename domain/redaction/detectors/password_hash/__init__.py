"""Hashes of passwords: `$2b$12$…`. Unlike the hash of a file, they can be used to test guessed passwords.

`formats.py` is the table of formats that need no name; `named.py` reads names such as `password_hash`.
"""

from domain.redaction.detectors.detector import Detector, unchanged
from domain.redaction.detectors.leads import Lead, any_lead, keywords_of
from domain.redaction.detectors.password_hash import examples
from domain.redaction.detectors.password_hash.formats import FORMATS
from domain.redaction.detectors.password_hash.named import NAMES, VALUES
from domain.redaction.named import APART
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.text.columns import COLUMNS

_HEX = "[0-9a-fA-F]"
_END = r"(?![./0-9A-Za-z$])"
# Nextcloud writes the version of the hash before it: `3|$argon2id$…`.
_FREE = r"(?:(?<![0-9A-Za-z$|])[123]\|(?=\$argon2|\$2y\$)|(?<![0-9A-Za-z$]))"
_BEFORE = _FREE + r"(?:\{(?:CRYPT|crypt|bcrypt|argon2|scrypt|pbkdf2|BLF-CRYPT|SHA512-CRYPT)\})?"
_FORMAT = Pattern(rf"{_BEFORE}(?:{'|'.join(each.pattern for each in FORMATS)})={{0,2}}{_END}")
# A hash of MySQL or PostgreSQL after a word that says so, because 40 hex digits can be many things.
_DATABASE = Pattern(rf"(?i)\bpassword[\s:=]+\\*[\"']?(?P<value>\*{_HEX}{{40}}|md5[0-9a-f]{{32}})(?![0-9A-Za-z])")
_MYSQL = Pattern(r"\*(?<![0-9A-Za-z*].)[0-9A-F]{40}(?![0-9A-Za-z])")
# Windows: lines of a dump of accounts, hashes after a name, and the response to a challenge (NetNTLMv2).
_NTLM = Pattern(
    rf"(?::\d{{1,10}}:(?=\S{{65}}:::)|:\d{{1,10}}:[0-9A-FX]{{32}}:(?={_HEX}{{32}}:\[)"
    rf"|\b(?i:(?:ntlm|nt|lm)[ _-]?hash|ha1b?)\W{{1,4}}(?={_HEX}{{32}}(?![0-9A-Za-z:]))"
    rf"|::[\w.-]{{0,64}}:{_HEX}{{16}}:)(?P<value>{_HEX}{{32}}(?::{_HEX}{{32,1024}})?)"
)
# The second field of a line of shadow(5), and the hash in a user's line of Aruba's configuration.
_SHADOW = Pattern(
    r"(?m)(?:^|[\s\"'])[a-z_][\w.-]{0,31}:!{0,2}(?P<value>[^\s:*!\"']{13,256}):\d{1,6}:\d{0,6}:\d{0,6}:\d{0,6}:\d{0,6}:\d{0,6}:"
)
_LEADS = (
    Lead(r"(?:ntlm|lm) *[:=] ?[0-9a-f]{8}", r"(?<![0-9A-Za-z])(?:ntlm|lm)\s{0,8}[:=]\s?"),
    Lead(
        "pass(?:word|wd)[ _](?:md5|sha|hash)[^=]",
        r"(?<![0-9A-Za-z])pass(?:word|wd)[\s_](?:md5|sha-?\d{0,3}|hash)(?:\smismatch)?\s?[:=|]?\s",
    ),
    Lead("ha1 for ", r"ha1\sfor\s\S{1,64}\s=\s"),
    Lead("mgmt-user ", r"mgmt-user\s\S+\s\S+\s"),
    Lead(
        "hash (?:mismatch )?(?:for|of) ",
        r"hash\s(?:mismatch\s)?(?:for|of)\s(?!file|content|\S{0,60}\.\w{1,4}[:\s])[\w.@-]{1,64}(?::|\sis)\s",
    ),
)
_AFTER_WORDS = Pattern(rf"(?i){any_lead(_LEADS)}(?P<value>{_HEX}{{32,128}})(?![0-9A-Za-z])")
_SALTED = Pattern(
    r"""(?:"salt\\*"\s?:[^{}\x03]{0,2100}"hash\\*"\s?:\s?\\*"|"hash\\*"\s?:\s?\\*"(?=[0-9a-f]{32,2048}[^{}\x03]{0,200}"salt\\*"\s?:))"""
    r"(?P<value>[0-9a-f]{32,2048})(?![0-9A-Za-z])"
)
_CRACKED = Pattern(rf"(?<![0-9A-Za-z])(?P<value>{_HEX}{{32,128}})(?=(?::\S{{1,64}})?\s\(?(?:was\s)?(?i:cracked))")

DETECTOR = Detector(
    kind="PASSWORD_HASH",
    since=2,
    example="$2b$12$" + "c3VwZXIgbG9uZyBzdHJpbmc" + "./0123456789ABCDEFGHIJKLMNOPQR"[:30],
    source=(
        "crypt(5); the PHC string format; Django, Werkzeug, passlib, Drupal and WordPress; RFC 2307 (LDAP);"
        " RFC 5803 (SCRAM); MySQL, PostgreSQL; Cisco IOS types 5, 8 and 9."
    ),
    rules=(
        Rule(
            name="hash-format",
            pattern=_FORMAT,
            keywords=tuple(beginning for each in FORMATS for beginning in each.beginnings),
            takes=examples.TAKES,
            leaves=examples.LEAVES,
        ),
        Rule(
            name="database-hash",
            pattern=_DATABASE,
            keywords=(r"password[ :=]+[\\\"']*(?:\*[0-9a-f]|md5)",),
            takes=(
                "IDENTIFIED BY PASSWORD '⟦*«HEX:40»⟧'",
                "CREATE ROLE app PASSWORD '⟦md5«hex:32»⟧'",
            ),
            leaves=(
                "checksum '*«HEX:40»'",
                "PASSWORD '*«HEX:20»'",
                "md5«hex:32»",
                "nopassword md5«hex:32»",
                "password md5«hex:40»",
            ),
        ),
        Rule(
            name="mysql-hash",
            pattern=_MYSQL,
            shapes=(r"\*[0-9a-f]{8}",),
            takes=("IDENTIFIED WITH 'mysql_native_password' AS '⟦*«HEX:40»⟧'", "ada ⟦*«HEX:40»⟧ %"),
            leaves=("«HEX:40» *a.iso", "**«HEX:40»", "*«HEX:48»", "x*«HEX:40»", "*«hex:36»abcd"),
        ),
        Rule(
            name="ntlm",
            pattern=_NTLM,
            keywords=(
                ":::",
                r":[0-9a-fx]{32}:[0-9a-f]{32}:\[",
                "(?:ntlm|nt|lm)[ _-]?hash",
                "ha1[^0-9a-z]",
                "::[0-9a-z._-]*:[0-9a-f]{16}:",
            ),
            takes=(
                "Administrator:500:⟦«hex:32»:«hex:32»⟧:::",
                "ada:1000:XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX:⟦«HEX:32»⟧:[U          ]:LCT-6512AB34:",
                "NTLM hash ⟦«hex:32»⟧",
                "nt_hash=⟦«hex:32»⟧",
                'username="ada", ha1="⟦«hex:32»⟧"',
                "ada::CORP:«hex:16»:⟦«hex:32»:«hex:40»⟧",
            ),
            leaves=(
                "ada:1000:«hex:32»:::",
                "ada:1000:«HEX:32»:«HEX:32»:x",
                "ada:x:«hex:32»:«hex:32»:",
                "print hash «hex:32»",
                "nt hash «hex:40»",
            ),
        ),
        Rule(
            name="shadow-line",
            pattern=_SHADOW,
            source="shadow(5).",
            keywords=(":[0-9]+:[0-9]*:[0-9]*:[0-9]*:[0-9]*:[0-9]*:",),
            takes=("ada:⟦«alnum:13»⟧:19680:0:99999:7:::", "shadow ada:!⟦«hex:40»⟧:19680:0:99999:7:::"),
            leaves=("ada:*:19680:0:99999:7:::", "ada:!!:19680:0:99999:7:::", "ada:x:1000:1000:Ada:/home/ada:/bin/sh"),
        ),
        Rule(
            name="said-hash",
            formerly="SECRET",
            pattern=_AFTER_WORDS,
            keywords=keywords_of(_LEADS),
            takes=(
                "* NTLM     : ⟦«hex:32»⟧",
                "* LM       : ⟦«hex:32»⟧",
                "mgmt-user ada root ⟦«hex:48»⟧",
                "hash mismatch for ada: ⟦«hex:64»⟧",
                "hash of ada is ⟦«hex:64»⟧",
                "password md5 = ⟦«hex:32»⟧ for user 12",
                "passwd sha-256: ⟦«hex:64»⟧",
                "legacy password md5 ⟦«hex:32»⟧ rehashed",
                "password hash mismatch: ⟦«hex:64»⟧",
                "password_hash | ⟦«hex:64»⟧",
                "ntlm=⟦«hex:32»⟧",
                "digest ha1 for ada = ⟦«hex:32»⟧",
            ),
            leaves=(
                "hash of a.iso: missing",
                "hash of file: «hex:64»",
                "hash of content: «hex:64»",
                "hash of a.iso: «hex:32»",
                "SHA1: «hex:40»",
                "xlm: «hex:32»",
                "nopassword md5: «hex:32»",
                "* NTLM : «hex:32»x",
            ),
        ),
        Rule(
            name="salted-hash",
            pattern=_SALTED,
            source="passport-local-mongoose, and other stores of users.",
            keywords=(r"\"salt[\\\"']* ?:.*\"hash[\\\"']* ?:", r"\"hash[\\\"']* ?:.*\"salt[\\\"']* ?:"),
            takes=(
                '{"user":"ada","salt":"«hex:32»","hash":"⟦«hex:128»⟧"}',
                '{"hash":"⟦«hex:64»⟧","salt":"«hex:32»"}',
            ),
            leaves=(
                '{"hash":"«hex:64»","size":3}',
                '{"salt":"a","hash":"«hex:64»g"}',
                '{"salt":"a"},{"hash":"«hex:64»"}',
                '{"hash":"«hex:64»"},{"salt":"a"}',
            ),
        ),
        Rule(
            name="cracked-hash",
            pattern=_CRACKED,
            keywords=(" cracked",),
            takes=("⟦«hex:32»⟧:51759f6d cracked for user ada", "hash ⟦«hex:32»⟧ was cracked"),
            leaves=("«hex:32» loaded, 3 cracked", "«hex:24» cracked", "x«hex:32» cracked"),
        ),
        Rule(
            name="named-hash-column",
            pattern=VALUES.in_columns,
            keywords=NAMES.stems,
            values=COLUMNS,
            takes=("INSERT INTO u (id, password_hash) VALUES (7, '⟦«hex:40»⟧')",),
            leaves=("INSERT INTO u (id, file_hash) VALUES (7, '«hex:40»')",),
        ),
        Rule(
            name="hash-apart",
            pattern=VALUES.apart,
            keywords=NAMES.stems,
            values=APART,
            takes=('{"name":"password_hash","value":"⟦«hex:40»⟧"}',),
            leaves=('{"name":"file_hash","value":"«hex:40»"}',),
        ),
        Rule(
            name="named-hash",
            pattern=VALUES.find,
            keywords=NAMES.stems,
            takes=(
                "password_hash=⟦«hex:40»⟧",
                '{"hashedPassword":"⟦«hex:64»⟧"}',
                "pwd_hash: ⟦«hex:32»⟧",
                "passwordDigest=⟦«hex:32»⟧",
                "password_hash=⟦*«HEX:40»⟧",
                "password_hash=⟦«alnum:43»=⟧",
                "password_hash=⟦0x0200«HEX:136»⟧",
                "password_md5=⟦«hex:32»⟧",
                "password_hash=⟦«hex:64»:«alnum:32»:3⟧",
                "ntHash: ⟦«alnum:21»1==⟧",
                "bcrypt_hash: ⟦«hex:64»⟧",
                "stored_hash=⟦«hex:64»⟧",
                "legacystoredhash=⟦«hex:64»⟧",
                "NTHash=⟦«hex:32»⟧",
                "api_key_hash=⟦«hex:64»⟧",
                "token_hash=⟦«hex:64»⟧",
                '{"derived_key":"⟦«hex:40»⟧","salt":"x"}',
                "storedKey: ⟦«alnum:27»=⟧",
                "密码哈希=⟦«hex:64»⟧",
                "encrypted_password=⟦«hex:64»⟧",
                "value_of: password_hash_old=⟦«hex:64»⟧",
            ),
            leaves=(
                "hash=«hex:64»",
                "content_hash=«hex:40»",
                "password_hash_algorithm=bcrypt",
                "password_hash=c9b2ba21",
                "password_hash=«hex:41»",
                "hashing password «hex:40»",
                "file_md5=«hex:32»",
                "sort_key=«hex:40»",
                "password_hash=NotImplementedYetForUsers",
                "layercontenthash=«hex:64»",
                "hashed_token=«hex:40»",
            ),
        ),
    ),
    normalise=unchanged,
)
