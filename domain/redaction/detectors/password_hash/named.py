"""Names of password hashes: `password_hash`, `hashed_password`, `stored_hash`."""

from collections.abc import Sequence

from domain.redaction.detectors.secret.named.names import NAMES as SECRET_NAMES
from domain.redaction.named import NamedValue, NamedValues, Names, Promise
from domain.redaction.pattern import Pattern
from domain.redaction.words import phrases_backwards, plain_words

_WORDS = plain_words("password_hash")
_HASHES = frozenset(_WORDS["hashes"])
_ENCRYPTED = frozenset(_WORDS["encrypted"])
_ALGORITHMS = frozenset(_WORDS["algorithms"])
_OF_PASSWORDS = frozenset(_WORDS["of-passwords"])
_PHRASES = phrases_backwards(_WORDS["phrases"])
_NOT_ASCII = tuple(word for word in _HASHES if not word.isascii())
# In hexadecimal: alone, of MySQL (`*…`), of Magento with salt and version, of SQL Server (`0x0200…`); or in base64.
_HEX = r"\*?[0-9a-fA-F]{16,128}(?::[0-9A-Za-z]{16,40}:\d)?"
_OF_SQL_SERVER = "0x0[12]00[0-9a-fA-F]{40,140}"
_BASE64 = r"(?=[^\d]*\d)[0-9A-Za-z+/]{22,88}={0,2}"
_DIGEST = Pattern(f"{_HEX}|{_BASE64}|{_OF_SQL_SERVER}")
# MySQL before version 4.1 and Oracle before version 11 have hashes of 16 digits.
_DIGEST_LENGTHS = frozenset((16, 32, 40, 48, 56, 64, 96, 128))
_SAYS_NOTHING = frozenset(_WORDS["says-nothing"])


def _promise(words: Sequence[str]) -> Promise | None:
    """Return what values the words of a key are for, the last word first."""
    if words[0] in _SAYS_NOTHING and len(words) > 1:
        words = words[1:]
    pair = words[:2]
    if tuple(pair) in _PHRASES or words[0].endswith(_WORDS["glued"]) or words[0] in _WORDS["whole"]:
        return Promise.RANDOM
    written = "".join(reversed(pair))
    hashed = _HASHES.intersection(pair) or any(word in written for word in _NOT_ASCII)
    encrypted = _ENCRYPTED.intersection(pair)
    algorithm = _ALGORITHMS.intersection(pair)
    if hashed and _OF_PASSWORDS.intersection(pair):
        return Promise.RANDOM
    # The words that may say what was hashed.
    others = [word for word in pair if word not in _HASHES and word not in _ENCRYPTED and word not in _ALGORITHMS]
    if hashed and words[0] in _HASHES:
        # In `api_key_hash`, two words together name a secret.
        others.append("_".join(reversed(words[1:3])))
    others += [written.removesuffix("hash").removesuffix("digest")] if written.endswith(("hash", "digest")) else []
    of_password = any(SECRET_NAMES.of_key(word) in (Promise.ANYTHING, Promise.CHOSEN) for word in others)
    of_secret = words[0] in _HASHES and any(SECRET_NAMES.of_key(word) is Promise.RANDOM for word in others)
    return Promise.RANDOM if of_secret or (of_password and (hashed or encrypted or algorithm)) else None


def _is_digest(named: NamedValue) -> bool:
    value = named.value
    if not _DIGEST.fullmatch(value):
        return False
    digits = value.partition(":")[0].lstrip("*").removeprefix("0x")
    is_hex = all(character in "0123456789abcdefABCDEF" for character in digits)
    return not is_hex or value.startswith("0x") or len(digits) in _DIGEST_LENGTHS


NAMES = Names(
    _promise,
    stems=(
        *("hash", "digest", "crypted", "cifrata", "[\\xa4\\xe9]{4}", "(?:deriv|stor)ed_?key"),
        "(?:pass|pw)[a-z]*[_.-]?(?:md5|sha[0-9]|bcrypt|argon|scrypt|pbkdf|crypt)",
        "(?:md5|sha[0-9]*|bcrypt|argon2?|scrypt|pbkdf2)[_.-]?(?:pass|pw)",
    ),
    tails=("hash", "password", "digest", "key"),
)
VALUES = NamedValues("password-hash", NAMES, _is_digest)
