"""Hashes of passwords: `$2b$12$…`. Unlike the hash of a file, they can be used to test guessed passwords.

`formats.py` is the table of formats that need no name; `databases.py` has statements of databases, `said.py` the words
and the neighbours that tell a hash, and `named.py` reads names such as `password_hash`.
"""

from domain.redaction.detectors.detector import Detector, unchanged
from domain.redaction.detectors.password_hash import databases, examples, said
from domain.redaction.detectors.password_hash.formats import FORMATS
from domain.redaction.detectors.password_hash.named import NAMES, VALUES
from domain.redaction.named import APART
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.text.columns import COLUMNS

_END = r"(?![./0-9A-Za-z$])"
# Nextcloud writes the version of the hash before it: `3|$argon2id$…`.
_FREE = r"(?:(?<![0-9A-Za-z$|])[123]\|(?=\$argon2|\$2y\$)|(?<![0-9A-Za-z$]))"
_BEFORE = _FREE + r"(?:\{(?:CRYPT|crypt|bcrypt|argon2|scrypt|pbkdf2|BLF-CRYPT|SHA512-CRYPT)\})?"
_FORMAT = Pattern(rf"{_BEFORE}(?:{'|'.join(each.pattern for each in FORMATS)})={{0,2}}{_END}")
# The second field of a line of shadow(5), and the hash in a user's line of Aruba's configuration.
_SHADOW = Pattern(r"(?m)(?:^|[\s\"'])[a-z_][\w.-]{0,31}:!{0,2}(?P<value>[^\s:*!\"']{13,256}):\d{1,6}:(?:\d{0,6}:){5}")
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
        *databases.RULES,
        *said.RULES,
        Rule(
            name="shadow-line",
            pattern=_SHADOW,
            source="shadow(5).",
            keywords=(":[0-9]+:[0-9]*:[0-9]*:[0-9]*:[0-9]*:[0-9]*:",),
            takes=("ada:⟦«alnum:13»⟧:19680:0:99999:7:::", "shadow ada:!⟦«hex:40»⟧:19680:0:99999:7:::"),
            leaves=("ada:*:19680:0:99999:7:::", "ada:!!:19680:0:99999:7:::", "ada:x:1000:1000:Ada:/home/ada:/bin/sh"),
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
                "password_hash=⟦«hex:15»a⟧",
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
