"""Hashes of passwords. Unlike the hash of a file, such a hash can be used to test guessed passwords."""

from collections.abc import Sequence

from domain.redaction.columns import HEAD, INTO
from domain.redaction.detectors.detector import Detector
from domain.redaction.detectors.secret.names import NAMES as SECRET_NAMES
from domain.redaction.named import NamedValue, NamedValues, Names, Promise
from domain.redaction.pattern import Pattern
from domain.redaction.precheck import AnyMatch
from domain.redaction.rule import Rule

_CRYPT64 = "[./0-9A-Za-z]"
_BASE64 = "[0-9A-Za-z+/.]"
_HEX = "[0-9a-fA-F]"
_SALT_AND_DIGEST = rf"\${_BASE64}{{8,64}}\${_BASE64}{{16,128}}"
_WERKZEUG = r"pbkdf2:sha\d{1,3}(?::\d{1,9})?|scrypt(?::\d{1,9}){3}"
_END = r"(?![./0-9A-Za-z$])"
# Recognised by the identifier with which the format begins: crypt(5), PHC, and the formats of frameworks.
_FORMATS = {
    "bcrypt": rf"\$2[abxy]?\$\d\d\${_CRYPT64}{{53}}",
    "crypt": rf"\$(?:1|5|6|apr1|md5|sha1|3|8|9|14)\$(?:rounds=\d{{1,9}}\$)?{_CRYPT64}{{1,22}}\${_CRYPT64}{{11,88}}",
    "yescrypt": rf"\$(?:y|gy|7)\${_CRYPT64}{{3,40}}\$(?:{_CRYPT64}{{1,64}}\$)?{_CRYPT64}{{43}}",
    "phpass": rf"\$[PHS]\$[5-9A-Za-z./]{_CRYPT64}{{27,54}}",
    "argon2": (
        rf"(?:argon2)?\$argon2(?:id|i|d)\$(?:v=\d{{1,3}}\$)?m=\d{{1,9}},t=\d{{1,6}},p=\d{{1,3}}{_SALT_AND_DIGEST}"
    ),
    "pbkdf2": rf"\$pbkdf2(?:-sha\d{{1,3}})?\$(?:i=)?\d{{1,9}}(?:,l=\d{{1,4}})?{_SALT_AND_DIGEST}",
    "scrypt": rf"\$scrypt\$ln=\d{{1,2}},r=\d{{1,3}},p=\d{{1,3}}{_SALT_AND_DIGEST}",
    "django": r"(?:pbkdf2_sha\d{1,3}|bcrypt(?:_sha256)?|scrypt)\$\d{0,9}\$[^\s\"'\\,;]{8,200}",
    "django-salted": rf"(?:sha1|md5)\$[0-9A-Za-z]{{0,32}}\${_HEX}{{32,40}}",
    "werkzeug": rf"(?:{_WERKZEUG})\$[0-9A-Za-z]{{4,64}}\${_HEX}{{32,256}}",
    "scram": r"SCRAM-SHA-(?:1|256|512)\$\d{1,9}:[0-9A-Za-z+/=]{8,64}\$[0-9A-Za-z+/=]{20,100}:[0-9A-Za-z+/=]{20,100}",
    "ldap": r"\{(?:S?SHA(?:256|384|512)?|S?MD5|PBKDF2(?:-SHA\d{1,3})?|ARGON2)\}[0-9A-Za-z+/$=,.]{20,180}",
}
_BEFORE = r"(?<![0-9A-Za-z$])(?:\{(?:CRYPT|crypt|bcrypt|argon2|scrypt|pbkdf2|BLF-CRYPT|SHA512-CRYPT)\})?"
_ANY = Pattern(rf"{_BEFORE}(?:{'|'.join(_FORMATS.values())})={{0,2}}{_END}")
# A hash of MySQL or PostgreSQL after a word that says so, because 40 hex digits can be many things.
_DATABASE = Pattern(rf"(?i)\bpassword[\s:=]+\\*[\"']?(?P<value>\*{_HEX}{{40}}|md5[0-9a-f]{{32}})(?![0-9A-Za-z])")
_DIGEST = Pattern(rf"\*?{_HEX}{{32,128}}|[0-9A-Za-z+/]{{27,88}}={{0,2}}|0x0[12]00{_HEX}{{40,140}}")
_GLUED = ("passwordhash", "pwhash", "pwdhash", "passwdhash", "passhash", "passworddigest")
_DIGEST_LENGTHS = frozenset((32, 40, 48, 56, 64, 96, 128))
_MYSQL = Pattern(r"\*(?<![0-9A-Za-z*].)[0-9A-F]{40}(?![0-9A-Za-z])")
# Hashes of the account manager, under a name, and of a challenge and its response (NetNTLMv2).
_NTLM = Pattern(
    rf"(?::\d{{1,10}}:(?=\S{{65}}:::)|\b(?i:(?:ntlm|nt|lm)[ _-]?hash|ha1)\W{{1,4}}(?={_HEX}{{32}}(?![0-9A-Za-z:]))"
    rf"|::[\w.-]{{0,64}}:{_HEX}{{16}}:)(?P<value>{_HEX}{{32}}(?::{_HEX}{{32,1024}})?)"
)
_HASHES = frozenset(("hash", "hashed", "digest", "hashes", "crypt", "hachage", "ハッシュ", "哈希", "хеш"))


def _promise(words: Sequence[str]) -> Promise | None:
    """`password_hash`, `hashed_password`, `пароль_хеш`."""
    if words[0] in ("value", "val", "old", "new", "current") and len(words) > 1:
        words = words[1:]
    pair = words[:2]
    written = "".join(reversed(pair))
    told = bool(_HASHES.intersection(pair)) or "crypted" in pair or "encrypted" in pair or "cifrata" in pair
    if not told and not written.endswith(_GLUED):
        told = any(hashed in written for hashed in ("ハッシュ", "哈希"))
        if not told:
            return None
    others = [word for word in pair if word not in _HASHES and word not in ("crypted", "encrypted", "cifrata")]
    named = any(
        SECRET_NAMES.of_key(word) in (Promise.ANYTHING, Promise.CHOSEN)
        for word in (*others, written.removesuffix("hash").removesuffix("digest"))
    )
    return Promise.RANDOM if named else None


def _is_digest(named: NamedValue) -> bool:
    value = named.value
    if not _DIGEST.fullmatch(value):
        return False
    digits = value.lstrip("*").removeprefix("0x")
    is_hex = all(character in "0123456789abcdefABCDEF" for character in digits)
    return not is_hex or value.startswith("0x") or len(digits) in _DIGEST_LENGTHS


_NAMES = Names(
    _promise, stems=("hash", "digest", "crypted", "cifrata", "[\\xa4\\xe9]{4}"), tails=("hash", "password", "digest")
)
_VALUES = NamedValues("password-hash", _NAMES, _is_digest)
_SECRETS = dict.fromkeys(("hex",), "«hex:40»")

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
            pattern=_ANY,
            shapes=(),
            keywords=(
                *(r"\$2[abxy]?\$[0-9]", r"\$(?:1|5|6|apr1|md5|sha1|3|8|9|14)\$[./0-9a-z]", r"\$(?:y|gy|7)\$[./0-9a-z]"),
                *(
                    r"\$[phs]\$[5-9a-z./]",
                    r"\$argon2",
                    r"\$pbkdf2",
                    r"\$scrypt",
                    r"pbkdf2_sha",
                    r"bcrypt(?:_sha256)?\$",
                ),
                *(r"argon2\$", r"scrypt[$:]", r"sha1\$", r"md5\$", "pbkdf2:sha", "scram-sha-", r"\{s?sha", r"\{s?md5"),
                *(r"\{pbkdf2", r"\{argon2"),
            ),
            takes=(
                "ada:⟦$6$«alnum:16»$«alnum:86»⟧:19680:0:99999:7:::",
                "stored ⟦$2b$12$«alnum:53»⟧ for ada",
                "enable secret 5 ⟦$1$mERr$«alnum:22»⟧",
                "⟦$argon2id$v=19$m=65536,t=3,p=4$«alnum:22»$«alnum:43»⟧",
                "⟦pbkdf2_sha256$600000$«alnum:22»$«alnum:43»=⟧",
                "⟦scrypt:32768:8:1$«alnum:16»$«hex:128»⟧",
                "userPassword: ⟦{SSHA}«alnum:30»==⟧",
                "⟦SCRAM-SHA-256$4096:«alnum:22»==$«alnum:43»=:«alnum:43»=⟧",
                "⟦$y$j9T$«alnum:22»$«alnum:43»⟧",
                "⟦$P$B«alnum:30»⟧",
                "⟦{bcrypt}$2a$10$«alnum:53»⟧",
                "⟦bcrypt_sha256$$2b$12$«alnum:53»⟧",
                "⟦argon2$argon2id$v=19$m=102400,t=2,p=8$«alnum:22»$«alnum:43»⟧",
                "⟦sha1$«alnum:12»$«hex:40»⟧",
                "⟦md5$«alnum:12»$«hex:32»⟧",
                "⟦md5$$«hex:32»⟧",
                "⟦scrypt$16384$«alnum:12»$8$1$«alnum:86»==⟧",
                "⟦bcrypt$$2b$12$«alnum:53»⟧",
                "⟦pbkdf2:sha256:600000$«alnum:16»$«hex:64»⟧",
                "⟦$pbkdf2-sha256$29000$«alnum:22»$«alnum:43»⟧",
                "⟦$scrypt$ln=16,r=8,p=1$«alnum:22»$«alnum:43»⟧",
                "userPassword: ⟦{SSHA512}«alnum:96»==⟧",
                "userPassword: ⟦{SMD5}«alnum:26»==⟧",
                "userPassword: ⟦{PBKDF2-SHA256}10000$«alnum:22»$«alnum:43»⟧",
                "userPassword: ⟦{ARGON2}$argon2id$v=19$m=65536,t=3,p=4$«alnum:22»$«alnum:43»⟧",
            ),
            leaves=(
                "echo $1 $2 $5",
                "awk '{print $2$3}' access.log",
                "sed 's/$1/$6/'",
                "{SSHA} is not supported",
                "SCRAM-SHA-256 authentication started",
                "$2b$12$short",
                "sha256:«hex:64»",
                "pbkdf2 iterations=600000",
                "a$2b$12$«alnum:53»",
                "$2b$12$«alnum:53»$x",
            ),
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
            keywords=(":::", "(?:ntlm|nt|lm)[ _-]?hash", "ha1[^0-9a-z]", "::[0-9a-z._-]*:[0-9a-f]{16}:"),
            takes=(
                "Administrator:500:⟦«hex:32»:«hex:32»⟧:::",
                "NTLM hash ⟦«hex:32»⟧",
                "nt_hash=⟦«hex:32»⟧",
                'username="ada", ha1="⟦«hex:32»⟧"',
                "ada::CORP:«hex:16»:⟦«hex:32»:«hex:40»⟧",
            ),
            leaves=("ada:1000:«hex:32»:::", "ada:x:«hex:32»:«hex:32»:", "print hash «hex:32»", "nt hash «hex:40»"),
        ),
        Rule(
            name="named-hash-column",
            pattern=_VALUES.in_columns,
            keywords=(INTO,),
            shapes=(HEAD,),
            precheck=AnyMatch("|".join(_NAMES.stems)),
            takes=("INSERT INTO u (id, password_hash) VALUES (7, '⟦«hex:40»⟧')",),
            leaves=("INSERT INTO u (id, file_hash) VALUES (7, '«hex:40»')",),
        ),
        Rule(
            name="named-hash",
            pattern=_VALUES.find,
            keywords=("hash", "password[_. -]?digest", "crypted", "cifrata", r"[\xa4\xe9]{4}"),
            takes=(
                "password_hash=⟦«hex:40»⟧",
                '{"hashedPassword":"⟦«hex:64»⟧"}',
                "pwd_hash: ⟦«hex:32»⟧",
                "passwordDigest=⟦«hex:32»⟧",
                "password_hash=⟦*«HEX:40»⟧",
                "password_hash=⟦«alnum:43»=⟧",
                "password_hash=⟦0x0200«HEX:136»⟧",
            ),
            leaves=(
                "hash=«hex:64»",
                "content_hash=«hex:40»",
                "password_hash_algorithm=bcrypt",
                "password_hash=c9b2ba21",
                "password_hash=«hex:41»",
                "hashing password «hex:40»",
            ),
        ),
    ),
    normalise=lambda value, _regions: value,
)
