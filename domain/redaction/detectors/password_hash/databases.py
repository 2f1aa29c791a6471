"""Hashes in statements of databases: `IDENTIFIED BY PASSWORD '…'`."""

from domain.redaction.detectors.password_hash.formats import HEX
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule

# A hash of MySQL or PostgreSQL after a word that says so, because 40 hex digits can be many things.
_DATABASE = Pattern(rf"(?i)\bpassword[\s:=]+\\*[\"']?(?P<value>\*{HEX}{{40}}|md5[0-9a-f]{{32}})(?![0-9A-Za-z])")
_MYSQL = Pattern(r"\*(?<![0-9A-Za-z*].)[0-9A-F]{40}(?![0-9A-Za-z])")
_IDENTIFIED = Pattern(
    r"(?i)identified\s(?:via|with)\s\S{1,40}\s(?:using|as)\s\\*[\"']"
    r"(?P<value>(?=[^\d\"']*\d)[0-9A-Za-z+/$.=*_-]{32,256})(?=\\*[\"'])"
)

RULES = (
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
        name="identified-hash",
        pattern=_IDENTIFIED,
        source="MariaDB: the hash of a plugin such as ed25519.",
        keywords=("identified (?:via|with) [^ ]+ (?:using|as) ",),
        takes=(
            "CREATE USER ada IDENTIFIED VIA ed25519 USING '⟦«alnum:42»7⟧'",
            "IDENTIFIED WITH sha256_password AS '⟦«alnum:42»7⟧'",
        ),
        leaves=(
            "IDENTIFIED VIA pam USING 'mariadb'",
            "IDENTIFIED VIA ed25519 USING 'abcdefghijklmnopqrstuvwxyzabcdefghij'",
            "IDENTIFIED VIA ed25519 USING «alnum:42»7",
            "IDENTIFIED VIA ed25519 USING '«alnum:42»7:x'",
            "identified via a form using '«alnum:42»7'",
        ),
    ),
    Rule(
        name="mysql-hash",
        pattern=_MYSQL,
        shapes=(r"\*[0-9a-f]{8}",),
        takes=("IDENTIFIED WITH 'mysql_native_password' AS '⟦*«HEX:40»⟧'", "ada ⟦*«HEX:40»⟧ %"),
        leaves=("«HEX:40» *a.iso", "**«HEX:40»", "*«HEX:48»", "x*«HEX:40»", "*«hex:36»abcd"),
    ),
)
