"""Functions with passwords among their arguments, and which arguments these are.

| operand | argument |
| --- | --- |
| `ANY` | any |
| `HOST`, `USER` | a string or a variable |
| `NAME` | a string without digits |
| `DATA_SOURCE` | a string with `=` or `://` |
| `ACCOUNT` | a string that begins like the id of an account at Twilio |
| `HASH` | a string that begins like the hash of a password, or a variable that is named like one |
| `PASSWORD` | a string to redact |
| `MIXED` | a string to redact, with letters and digits |
| `CHOSEN` | the same, but not one digit after a word, such as `handler1` |

Numbers, objects and handles are no operands: `connect('db1', 5432, 'ada', …)`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from domain.redaction.detectors.secret.named.forms import LETTERS_AND_DIGITS, names_something_else
from domain.redaction.detectors.secret.named.names import NAMES
from domain.redaction.named.references import is_reference_or_talk
from domain.redaction.pattern import Pattern
from domain.redaction.text import BLANK, Span


class Argument(NamedTuple):
    """An argument of a call, without its quotes."""

    text: str
    is_string: bool
    span: Span


class Function(NamedTuple):
    """Functions that are given passwords in the same way: their names, as a pattern without regard to case.

    Of the usages, which are separated by `;`, the first that fits the arguments is right. `keyword` is an RE2 pattern
    for the prefilter, which finds the calls.
    """

    keyword: str
    names: str
    usages: str


FUNCTIONS = (
    # Connections.
    Function(
        r"newinstance\(|pdo(?:connection)?(?:->|::)__construct\(|new pdo\("
        r"|connect(?:ion|todatabase)\([^)]|opendsobject\(\\*['\"]",
        r"newInstance|PDO(?:Connection)?\W{1,2}__construct|new\sPDO"
        r"|createPdoConnection|getConnection|connectToDatabase|OpenDSObject",
        "HOST USER PASSWORD",
    ),
    Function(r"connect\([^)]", r"mysql_real_connect|DBI::connect", "ANY HOST USER PASSWORD; HOST USER PASSWORD"),
    Function(r"open\(\\*['\"]", "open", "DATA_SOURCE USER PASSWORD"),
    Function(r"connect\([^)]", "oci_(?:p|new_)?connect", "USER PASSWORD"),
    Function(
        r"connect(?:ion)?\([^)]|mysqli(?:->|::)__construct\(|sequelize\(|net::[a-z]+\.",
        r"(?:\w{1,20}_)?p?connect|_connect|mysqli\W{1,2}__construct|(?:pysftp\.|new\s)Connection"
        r"|(?:new\s)?Sequelize|Net::\w{3,4}\.(?:open|start|new)",
        "HOST USER PASSWORD; USER PASSWORD DATA_SOURCE",
    ),
    Function(
        r"ldap_bind(?:_s)?\([^)]|ftp_login\([^)]|ssh2_auth_password\([^)]|imap_open|logonuser\(|runas\(",
        "ldap_bind(?:_s)?|ftp_login|ssh2_auth_password|imap_open|LogonUser|RunAs",
        "HOST USER PASSWORD; USER PASSWORD",
    ),
    Function(r"invokeldapmethod\(", r"invokeLDAPMethod(?=\('bind')", "ANY USER PASSWORD"),
    Function(r"auth\([^)]", r"\$?(?:redis|redisclient|jedis|valkey)\W{1,2}auth", "USER PASSWORD; PASSWORD"),
    Function(r"auth\([^)]", r"\$?(?:red|client)\W{1,2}auth", "USER MIXED; MIXED"),
    # Logins.
    Function(
        r"log_?in(?:user)?\([^)]|sign_?in\([^)]|auth(?:enticate|_password)?\([^)]|bind(?:_s)?\([^)]|credentials\("
        r"|validate_?user\([^)]|username_pw_set|connect_as\([^)]",
        r"(?:try|ldap|user|do|admin|\w{0,12}_)?login(?:user)?|log_in|sign_?in|authenticate|auth|(?:simple_)?bind(?:_s)?"
        r"|\w{1,20}_credentials|validate_?user|username_pw_set|connect_as|auth_password",
        "HOST NAME MIXED; USER PASSWORD",
    ),
    Function(r"register[a-z_]*\([^)]|sign_?up\([^)]", r"\w{0,12}register\w{0,12}|sign_?up", "USER CHOSEN"),
    Function(
        r"(?:auth|login|account|credential)[a-z]*(?:->|::|\.)(?:attempt|verify|validate|check)\(",
        r"\w{0,40}(?:auth|login|account|credential)\w{0,20}\W{1,2}(?:attempt|verify|validate|check)",
        "USER MIXED",
    ),
    Function(r"credentials ?\(|creds=\(", r"Credentials\s?|creds=", "ANY HOST USER PASSWORD; USER PASSWORD"),
    Function(r"credentials::new\(", "Credentials::new", "USER PASSWORD"),
    Function(
        r"credentials?(?:\.basic|\()|passwordsignin(?:async)?\(|auth\([^)]|password(?:authentication|token)\([^)]"
        r"|authenticationtoken\(",
        r"Credentials\.basic|setCredentials|set_credentials|(?:set)?basic_?auth|PasswordSignIn(?:Async)?|HTTPBasicAuth"
        r"|NetworkCredential|plain_auth|PasswordAuthentication|PSCredential|BasicHttpCredentials"
        r"|UsernamePassword(?:(?:Authentication)?Token|Credentials)",
        "USER PASSWORD",
    ),
    Function(r"auth\([^)]", "PlainAuth", "ANY USER PASSWORD HOST; USER PASSWORD"),
    Function(r"twilio.*client\(", r"(?:new\s)?Twilio(?:\\{1,2}|\.)(?:Rest(?:\\{1,2}|\.))?Client", "ACCOUNT PASSWORD"),
    # Passwords that are set or checked.
    Function(r"password\([^)]", r"keyring\.set_password", "HOST USER PASSWORD"),
    Function(
        r"password\([^)]",
        "change_?password|reset_?password|update_?password",
        "USER PASSWORD PASSWORD; USER PASSWORD; PASSWORD",
    ),
    Function(
        r"password\([^)]|nologging\(",
        "set_?password|check_?password(?:NoLogging)?",
        "PASSWORD HASH; HOST USER PASSWORD; USER PASSWORD; PASSWORD",
    ),
    Function(r"password_hash\([^)]", "check_password_hash", "ANY PASSWORD"),
    Function(
        r"password(?:_hash|_verify)?\([^)]|hash(?:->|::)make\(|bcrypt\.hash|(?:hashpw|compare(?:sync)?)\([bu]?\\*['\"]",
        "password_hash|password_verify|make_password|hash_?password|validatePassword|comparePassword|hashpw"
        r"|hash\W{1,2}make|bcrypt\.(?:hash|compare)(?:Sync)?",
        "PASSWORD",
    ),
    Function(
        r"(?:checkpw|compare(?:sync)?|verify|check)\([bu]?\\*['\"]|crypt\(\\*['\"]",
        "checkpw|compare(?:Sync)?|verify|check|crypt",
        "PASSWORD HASH",
    ),
    # Cryptography.
    Function(
        r"(?:fernet|message(?:verifier|encryptor)\.new|(?:aes|des3?|blowfish|arc[24]|hmac)\.new|secretkeyspec)"
        r"\([bu]?\\*['\"]",
        r"Fernet|(?:AES|DES3?|Blowfish|ARC[24]|hmac)\.new|Message(?:Verifier|Encryptor)\.new|SecretKeySpec",
        "PASSWORD",
    ),
    Function(
        r"createhmac\(|jwt\.[a-z]+\(|(?:keystore|ks)\.load\(",
        r"createHmac|jwt\.(?:sign|verify|encode|decode)|(?:\w{0,20}keystore|ks)\.load",
        "ANY PASSWORD",
    ),
    Function(r"openssl_[a-z]+\(|hash_hmac\(", "openssl_(?:en|de)crypt|hash_hmac", "ANY ANY PASSWORD"),
    Function(
        r"pgp_sym_[a-z_]*\(|aes_[a-z]*crypt\(", "pgp_sym_(?:en|de)crypt(?:_bytea)?|AES_(?:EN|DE)CRYPT", "ANY PASSWORD"
    ),
    Function("crypt(?:->|::)encrypt", r"Crypt\W{1,2}encrypt(?:String)?", "MIXED"),
)

_SHORTEST = 3
# An address, a hash, a character set.
_NO_PASSWORD = Pattern(r".*://|\$\w{1,12}\$|utf-?8")
_HASH = Pattern(r"\$\w{1,12}\$")
_VARIABLE_OF_HASH = Pattern(r"(?i)[\w.]*(?:hash|stored|encrypted)\w*|gen_salt.*")
_ACCOUNT = Pattern(r"AC[0-9a-f]{8}")
_WORD_AND_DIGIT = Pattern(r"[A-Za-z]+\d")
_BARE = Pattern(r"(?=.*\d)(?=.*[A-Za-z])\w+[#!@%&*-][\w#!@%&*-]*|(?=.*\d.*\d|[A-Za-z]+\d[A-Za-z])\w{7,}")
_DIGIT = Pattern(r"\d")
_DATA_SOURCE = Pattern(r"\w+:?=|.*://")
_VARIABLE = Pattern(r"[A-Za-z_$][\w.$>\[\]'-]*")
# Resources, objects, and numbers of ports: `Resource id #3`, `Object(mysqli)`, `0xc000`.
_HANDLE = Pattern(r"(?:Resource\sid|Object\().*|0x[0-9a-fA-F]+|\d+")


def _is_password(argument: Argument) -> bool:
    value = argument.text
    # It was replaced in an earlier reading.
    if BLANK in value:
        return True
    # Traces write strings without quotes too: `login(ada, hunter#22)`.
    is_string = argument.is_string or (_BARE.fullmatch(value) is not None and not _is_variable(value))
    is_secret = is_string and len(value) >= _SHORTEST and not is_reference_or_talk(value)
    return is_secret and _NO_PASSWORD.match(value) is None


def _is_variable(value: str) -> bool:
    """Return whether the value is a word for secrets with a number: `password2024`."""
    word = value.rstrip("0123456789")
    return word.islower() and NAMES.of_key(word) is not None


def _is_mixed(value: str) -> bool:
    return BLANK in value or (LETTERS_AND_DIGITS.match(value) is not None and not names_something_else(value))


_OPERANDS: Mapping[str, Callable[[Argument], bool]] = {
    "ANY": lambda _: True,
    "HOST": lambda each: each.is_string or _VARIABLE.fullmatch(each.text) is not None,
    "USER": lambda each: each.is_string or _VARIABLE.fullmatch(each.text) is not None,
    "NAME": lambda each: each.is_string and _DIGIT.search(each.text) is None,
    "DATA_SOURCE": lambda each: each.is_string and _DATA_SOURCE.match(each.text) is not None,
    "ACCOUNT": lambda each: each.is_string and _ACCOUNT.match(each.text) is not None,
    "HASH": lambda each: (_HASH.match if each.is_string else _VARIABLE_OF_HASH.fullmatch)(each.text) is not None,
    "PASSWORD": _is_password,
    "MIXED": lambda each: _is_password(each) and _is_mixed(each.text),
    "CHOSEN": lambda each: _is_password(each) and _is_mixed(each.text) and _WORD_AND_DIGIT.fullmatch(each.text) is None,
}
_SECRETS = ("PASSWORD", "MIXED", "CHOSEN")


def passwords_of(usages: str, arguments: Sequence[Argument]) -> Sequence[Span]:
    """Return the spans of the passwords among the arguments of a call."""
    operands = [each for each in arguments if each.is_string or not _HANDLE.fullmatch(each.text)]
    for usage in usages.split("; "):
        words = usage.split()
        if len(words) <= len(operands) and all(
            _OPERANDS[word](operand) for word, operand in zip(words, operands, strict=False)
        ):
            return [operand.span for word, operand in zip(words, operands, strict=False) if word in _SECRETS]
    return ()
