"""Passwords among the arguments of a call in stack traces: `PDO->__construct('mysql:…', 'app', '…', Array)`.

The function's name and the argument's position determine whether an argument is a password. To add a function, add it
to `_FUNCTIONS`.
"""

import re
from collections.abc import Iterator
from itertools import islice

from domain.redaction.detectors.secret.values import LETTERS_AND_DIGITS
from domain.redaction.named.references import is_reference, is_reference_or_talk
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.text import Span, Text

# The functions, and the position of the password among all arguments, from 0.
_FUNCTIONS = (
    # Data source or host, user, password.
    (r"PDO\W{2}__construct|createPdoConnection|getConnection|connectToDatabase", 2),
    (r"(?:mysqli_|pg_|oci_|odbc_|mssql_|sqlsrv_|ibase_)?p?connect", 2),
    (r"OpenDSObject", 2),
    (r"mysqli_real_connect|Credentials", 3),
    # A handle, the user, the password.
    (r"ldap_bind|ftp_login|ssh2_auth_password|imap_open", 2),
    # User, password.
    (
        r"tryLogin|ldapLogin|userLogin|loginUser|doLogin|checkPassword(?:NoLogging)?|login|log_in|signin|sign_in|authenticate|auth|bind|simple_bind_s?|check_credentials|verify_credentials",
        1,
    ),
    (r"setCredentials|set_credentials|basic_auth|HTTPBasicAuth|NetworkCredential|PasswordAuthentication", 1),
    (r"UsernamePasswordAuthenticationToken|UsernamePasswordCredentials|plain_auth|PlainAuth", 1),
    # Only the password, or the password before its hash.
    (r"password_hash|password_verify|set_password|setPassword|check_password", 0),
    (r"make_password|hash_password|hashPassword|bcrypt\.hashpw|changePassword|validatePassword|comparePassword", 0),
)
_SHORTEST = 3
_MOST_ARGUMENTS = 8
# Events, sockets and containers of services have a `bind` as well.
_OF_DIRECTORY = Pattern(r"(?i)ldap|['\"](?:cn|uid|dc|ou)=")
_SHOWN_BEFORE = 80
_DIRECTORY_NAME = Pattern(r"(?i)(?:cn|uid|dc|ou)=")
# `checkPassword('…')` has no user before the password.
_OF_PASSWORD = Pattern(r"^\w{0,16}[pP]assword\w{0,16}\(")
# `red:auth("…")`: clients of Redis, which needs no user.
_OF_STORE = Pattern(r"(?i)(?<![0-9a-z])(?:red|redis|redisclient|jedis|valkey|client)(?:\.|:|->)$")
_PLACES = {number: place for number, (_, place) in enumerate(_FUNCTIONS)}
_NAMES = "|".join(f"(?P<f{number}>{names})" for number, (names, _) in enumerate(_FUNCTIONS))
_CALL = Pattern(rf"(?<![\w$])(?:{_NAMES})\((?P<arguments>[^\n\x03()]*(?:\([^\n\x03()]*\)[^\n\x03()]*)*)")
_ARGUMENT = Pattern(
    r"""\s{0,4}(?:
        \\*'(?P<single>[^'\n]*?)\\{0,15}'
      | \\*"(?P<double>[^"\n]*?)\\{0,15}"
      | (?P<other>[^\s,'"][^,'"]*) )\s{0,4}(?:,|$)""",
    re.VERBOSE,
)


def _arguments(folded: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Yield the arguments: `string` or `other`, with their spans."""
    for match in _ARGUMENT.chain(folded, start, end):
        if match["other"] is not None:
            yield ("other", *match.span("other"))
        else:
            yield ("string", *match.span("single" if match["single"] is not None else "double"))


def _authenticates_at_store(match: re.Match[str], around: str, arguments: list[tuple[str, int, int]]) -> bool:
    """`red:auth("tiger99")`, but not `client.auth("basic")`."""
    if not match[0].startswith("auth(") or not _OF_STORE.search(around.removesuffix(match[0])):
        return False
    _, start, end = arguments[0]
    return LETTERS_AND_DIGITS.match(match.string, start, end) is not None


def _passwords(text: Text, _position: int) -> Iterator[Span]:
    folded = text.folded
    for match in _CALL.finditer(folded):
        place = next(_PLACES[number] for number in _PLACES if match[f"f{number}"] is not None)
        around = folded[max(0, match.start() - _SHOWN_BEFORE) : match.end()]
        if match[0].startswith("bind(") and not _OF_DIRECTORY.search(around):
            continue
        arguments = list(islice(_arguments(folded, *match.span("arguments")), _MOST_ARGUMENTS))
        if len(arguments) == 1 and (_OF_PASSWORD.search(match[0]) or _authenticates_at_store(match, around, arguments)):
            place = 0
        for form, start, end in arguments[place:]:
            value = text.blanked()[start:end]
            if form == "string" and len(value) >= _SHORTEST and not is_reference_or_talk(value):
                # `bind(Resource id #5, 'cn=reader', '…')`: the user is a name in the directory.
                if _DIRECTORY_NAME.match(value):
                    continue
                yield start, end
            break


_AUTH_PAIR = Pattern(
    r"""(?<![\w-])auth\s?=\s?[(\[]\s?\\*["'][^"'\n]{1,64}["'],\s?\\*["'](?P<value>[^"'\n\\]{3,})\\*["']\s?[)\]]"""
)

_PARAMETERS = Pattern(
    r"""ldap_bind\swith\sparameters\s\[[^\n\x03\]]{0,400}?,\s?\\*["'](?P<value>[^"'\n\\]{3,128})\\*["']\s?\]"""
)

RULES = (
    Rule(
        name="ldap-parameters",
        pattern=_PARAMETERS,
        valid=lambda value: not is_reference(value),
        source="Nextcloud: the calls that its user backend logs.",
        keywords=(r"ldap_bind with parameters ",),
        takes=('ldap_bind with parameters [{},"uid=ada,dc=example,dc=org","⟦letmein⟧"]',),
        leaves=(
            'ldap_bind with parameters [{},"uid=ada,dc=example,dc=org","***"]',
            'ldap_search with parameters [{},"uid=ada,dc=example,dc=org","letmein"]',
        ),
    ),
    Rule(
        name="auth-pair",
        pattern=_AUTH_PAIR,
        valid=lambda value: not is_reference(value),
        source="requests and httpx: `auth` is a user and a password.",
        keywords=(r"auth ?= ?[(\[]",),
        takes=("requests.get(url, auth=('ada', '⟦letmein⟧'))", 'auth=["ada", "⟦letmein⟧"]'),
        leaves=(
            "auth=('ada', password)",
            "auth=('ada', '${PASS}')",
            "oauth=('ada', 'letmein')",
            "auth=('a', 'letmein', 'c')",
        ),
    ),
    Rule(
        name="call-argument",
        pattern=_passwords,
        keywords=(
            r"pdo(?:->|::)__construct\(",
            r"connect(?:ion|todatabase)?\([^)]",
            r"(?:ldap_|_)?bind(?:_s)?\([^)]",
            r"log_?in\([^)]",
            r"sign_?in\([^)]",
            r"auth(?:enticate)?\([^)]",
            "auth_password",
            r"nologging\(",
            r"opendsobject\(",
            "imap_open",
            r"credentials?\(",
            r"password\(",
            r"password(?:_hash|_verify|authentication)?\([^)]",
            r"hashpw\([^)]",
            r"authenticationtoken\(",
        ),
        takes=(
            "#0 Db.php(43): PDO->__construct('mysql:host=db...', 'app', '⟦Some9Passw⟧', Array)",
            "#2 Driver.php(41): Doctrine\\DBAL\\Driver->connect(Array, 'app', '⟦Some9Passw⟧', Array)",
            "#0 login.php(12): mysqli_connect('db-01', 'app', '⟦Some9Passw⟧', 'orders')",
            "#0 wpdb.php(17): mysqli_real_connect(Object(mysqli), 'localhost', 'wp', '⟦Some9Passw⟧', NULL)",
            "#1 Ldap.php(88): ldap_bind(Resource id #12, 'cn=reader,dc=ex...', '⟦Some9Passw⟧')",
            "#2 Auth.php(31): App\\Auth->login('ada', '⟦Some9Passw⟧')",
            'at DriverManager.getConnection("jdbc:postgresql://db/app", "app", "⟦Some9Passw⟧")',
            "    server.login('ada', '⟦Some9Passw⟧')",
            "password_verify('⟦Some9Passw⟧', Array)",
            "PDO::__construct('mysql:host=db...', 'app', '⟦Some9Passw⟧')",
            'new NetworkCredential("ada", "⟦Some9Passw⟧")',
            'new UsernamePasswordAuthenticationToken("ada", "⟦Some9Passw⟧")',
            "django.make_password('⟦Some9Passw⟧')",
            "User_LDAP->checkPassword('ada', '⟦letmein⟧')",
            "Ldap->bind(Resource id #5, 'cn=reader,dc=example', '⟦letmein⟧')",
            "Ldap->bind('ada', '⟦letmein⟧')",
            "conn.bind('cn=reader', '⟦letmein⟧')",
            "UserManager->checkPassword('⟦letmein⟧')",
            "Manager->checkPasswordNoLogging('ada', '⟦letmein⟧')",
            'OpenDSObject("ldaps://ldap1", "ada", "⟦letmein⟧", 123)',
            "LdapAd->ldapLogin('ada', '⟦letmein⟧')",
            'Lua: red:auth("⟦hunter22⟧") returned OK',
            "redisClient.auth('⟦hunter22⟧')",
            "$redis->auth('⟦hunter22⟧')",
            'Credentials("Realm", "host", "ada", "⟦letmein⟧")',
        ),
        leaves=(
            "PDO->__construct(Array)",
            "App\\Auth->login(Array, NULL)",
            "mysqli_connect('db-01', 'app')",
            "connect(host, user, password)",
            "login(user, password) takes 2 arguments",
            "redis.connect('localhost', 6379)",
            "login('ada', $password)",
            "$this->app->bind('cache', 'RedisCache')",
            "trackLogin('ada', 'Some9Passw')",
            "prelogin('ada', 'Some9Passw')",
            'client.auth("basic")',
            'app.auth("oauth2")',
            'shared.auth("tiger99")',
        ),
    ),
)
