"""Hashes of passwords as crypt(3), web frameworks, directories, databases and network devices store them.

A guessed password can be checked against each of them, so unlike hashes of contents they must not be in logs.
"""

import string

from tests.corpus.marked import Marked, fill, finding
from tests.corpus.source import Source
from tests.corpus.text_files import sections
from tests.corpus.value import Value, whole

LABEL = "PASSWORD_HASH"
_CRYPT = string.ascii_letters + string.digits + "./"
_HEX = "0123456789abcdef"


def _crypt(source: Source) -> str:
    """Return the modular crypt format: an identifier, perhaps parameters, a salt, a digest."""
    text = source.text
    return source.pick(
        (
            f"${source.pick(('2a', '2b', '2y'))}${source.pick(('10', '12'))}${text(_CRYPT, 53)}",
            f"$6${text(_CRYPT, 16)}${text(_CRYPT, 86)}",
            f"$6$rounds=656000${text(_CRYPT, 16)}${text(_CRYPT, 86)}",
            f"$5${text(_CRYPT, 16)}${text(_CRYPT, 43)}",
            f"$1${text(_CRYPT, 8)}${text(_CRYPT, 22)}",
            f"$apr1${text(_CRYPT, 8)}${text(_CRYPT, 22)}",
            f"$y$j9T${text(_CRYPT, 22)}${text(_CRYPT, 43)}",
            f"$7$CU..../....{text(_CRYPT, 22)}${text(_CRYPT, 43)}",
            f"$P$B{text(_CRYPT, 30)}",
            f"$S$D{text(_CRYPT, 51)}",
            f"$pbkdf2-sha256$29000${text(_CRYPT, 22)}${text(_CRYPT, 43)}",
            f"$scrypt$ln=16,r=8,p=1${text(_CRYPT, 22)}${text(_CRYPT, 43)}",
        )
    )


def _argon2(source: Source) -> str:
    salt, digest = source.base64(22).rstrip("="), source.base64(43).rstrip("=")
    return f"$argon2{source.pick(('id', 'i', 'd'))}$v=19$m=65536,t=3,p=4${salt}${digest}"


def _framework(source: Source) -> str:
    """Return the format of Django, Werkzeug, Spring or ASP.NET."""
    return source.pick(
        (
            f"pbkdf2_sha256$600000${source.alphanumeric(22)}${source.base64(43)}",
            f"pbkdf2:sha256:600000${source.alphanumeric(16)}${source.text(_HEX, 64)}",
            f"scrypt:32768:8:1${source.alphanumeric(16)}${source.text(_HEX, 128)}",
            f"bcrypt_sha256$$2b$12${source.text(_CRYPT, 53)}",
            f"{{bcrypt}}$2a$10${source.text(_CRYPT, 53)}",
        )
    )


def _directory(source: Source) -> str:
    """Return RFC 2307's userPassword."""
    scheme, size = source.pick((("SSHA", 32), ("SHA", 28), ("SSHA512", 96), ("SMD5", 28), ("MD5", 24)))
    return f"{{{scheme}}}{source.base64(size)}"


def _database(source: Source) -> str:
    """Return PostgreSQL's SCRAM verifier or MySQL's native hash."""
    return source.pick(
        (
            f"SCRAM-SHA-256$4096:{source.base64(22)}${source.base64(43)}:{source.base64(43)}",
            f"*{source.text('0123456789ABCDEF', 40)}",
        )
    )


_SELF_TELLING = {_crypt: 6, _argon2: 2, _framework: 3, _directory: 2}


def make(source: Source) -> Value:
    """Return a hash that its own format identifies, or hex digits that only a key identifies."""
    match source.randint(0, 5):
        case 0:
            return whole(source.hexadecimal(source.pick((32, 40, 64))), LABEL, "hex_hash", telling=True)
        case 1:
            return whole(_database(source), LABEL, "database_hash", telling=True)
        case _:
            return whole(source.weighted(_SELF_TELLING)(source), LABEL, "password_hash")


_FORMS = sections("password_hashes.txt")["forms"]


def stored(source: Source) -> Marked:
    """Return a hash in a file, a statement or a command."""
    return fill(source.pick(_FORMS), finding(source.weighted(_SELF_TELLING)(source), LABEL, "stored_hash"))
