"""Passwords among the arguments of a call in stack traces: `PDO->__construct('mysql:…', 'app', '…', Array)`.

`functions.py` is the table of functions.
"""

import re
from collections.abc import Iterator
from itertools import islice

from domain.redaction.detectors.secret.calls.functions import FUNCTIONS, Argument, passwords_of
from domain.redaction.named.references import is_reference
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.text import Span, Text

_MOST_ARGUMENTS = 8
# Events, sockets and containers of services have a `bind` as well.
_OF_DIRECTORY = Pattern(r"(?i)ldap|['\"](?:cn|uid|dc|ou)=")
_SHOWN_BEFORE = 80
_NAMES = "|".join(f"(?P<f{number}>{function.names})" for number, function in enumerate(FUNCTIONS))
_CALL = Pattern(rf"(?i)(?<![\w$])(?:{_NAMES})\((?P<arguments>[^\n\x03()]*(?:\([^\n\x03()]*\)[^\n\x03()]*)*)")
_ARGUMENT = Pattern(
    r"""\s{0,4}(?:
        [bBuU]?\\*'(?P<single>[^'\n]*?)\\{0,15}'(?:\.\w{1,20}\(\))?
      | [bBuU]?\\*"(?P<double>[^"\n]*?)\\{0,15}"(?:\.\w{1,20}\(\))?
      | (?P<other>[^\s,'"][^,'"]*) )\s{0,4}(?:,|$)""",
    re.VERBOSE,
)


def _arguments(text: Text, start: int, end: int) -> Iterator[Argument]:
    for match in _ARGUMENT.chain(text.folded, start, end):
        group = next(group for group in ("single", "double", "other") if match[group] is not None)
        span = match.span(group)
        yield Argument(text.blanked()[slice(*span)].strip(), group != "other", span)


def _passwords(text: Text, _position: int) -> Iterator[Span]:
    folded = text.folded
    for match in _CALL.finditer(folded):
        around = folded[max(0, match.start() - _SHOWN_BEFORE) : match.end()]
        if match[0].lower().startswith("bind(") and not _OF_DIRECTORY.search(around):
            continue
        usages = next(each.usages for number, each in enumerate(FUNCTIONS) if match[f"f{number}"] is not None)
        yield from passwords_of(usages, list(islice(_arguments(text, *match.span("arguments")), _MOST_ARGUMENTS)))


_AUTH_PAIR = Pattern(
    r"""(?<![\w-])auth\s?=\s?[(\[]\s?\\*["'][^"'\n]{1,64}["'],\s?\\*["'](?P<value>[^"'\n\\]{3,})\\*["']\s?[)\]]"""
)

_PARAMETERS = Pattern(
    r"""ldap_bind\swith\sparameters\s\[[^\n\x03\]]{0,400}?,\s?\\*["'](?P<value>[^"'\n\\]{3,128})\\*["']\s?\]"""
)

# A call by its name, and its arguments as a list: `{"method":"auth.login","params":["root","…"]}`, `login args=(…)`
_METHOD = (
    r"(?:method|function|func|call|command)\W{1,6}[\w.]{0,40}(?:login|log_in|signin|sign_in|authenticate|auth)\\*[\"']"
    r"[^\n\x03]{0,120}?(?:params|args|arguments)\W{1,6}"
)
_TASK = r"\w{0,40}(?:login|authenticate|sign_?in)\w{0,20}\sargs=[\[(]\s?"
_STRINGS = r"\\*[\"'][^\"'\n\\\x03]{1,64}\\*[\"'],\s?\\*[\"'](?P<value>[^\"'\\\n\x03]{3,128})\\*[\"']"
_CALLED_BY_NAME = Pattern(rf"(?i)(?:{_METHOD}|{_TASK}){_STRINGS}")

RULES = (
    Rule(
        name="called-by-name",
        pattern=_CALLED_BY_NAME,
        valid=lambda value: not is_reference(value),
        source="JSON-RPC, Celery, and programs that print calls.",
        keywords=(
            r"(?:log_?in|sign_?in|auth(?:enticate)?)\\*[\"'].*(?:params|args|arguments)[\\\"':( ]*\[?",
            r"(?:login|authenticate|sign_?in)[a-z_]* args=",
        ),
        takes=(
            '{"method":"login","params":["ada","⟦letmein⟧"],"id":1}',
            '{"method": "auth.login", "args": ["ada", "⟦letmein⟧"]}',
            "celery: task login_user args=('ada', '⟦letmein⟧') kwargs={}",
            "method 'daemon.login' with args:('localclient', '⟦letmein⟧') kwargs:{}",
        ),
        leaves=(
            '{"method":"logs","params":["ada","letmein"],"id":1}',
            '{"method":"auth.logout","params":["root","letmein"]}',
            '{"method":"auth.login","params":["root","$PW"]}',
            "celery: task send_mail args=('ada', 'letmein') kwargs={}",
            "task login_user args=('ada', '${PASS}')",
        ),
    ),
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
            r"(?:pdo|mysqli)(?:->|::)__construct\(",
            r"new pdo\(",
            r"connect(?:ion|todatabase|_as)?\([^)]",
            r"open(?:dsobject)?\(\\*['\"]",
            r"(?:ldap_|_)?bind(?:_s)?\([^)]",
            r"log_?in(?:user)?\([^)]",
            r"sign_?in\([^)]",
            r"logonuser\(",
            r"validate_?user\([^)]",
            r"auth(?:enticate|_password)?\([^)]",
            r"(?:auth|login|account|credential)[a-z]*(?:->|::|\.)(?:attempt|verify|validate|check)\(",
            r"nologging\(",
            "imap_open",
            "username_pw_set",
            r"credentials?\(",
            r"password(?:_hash|_verify|authentication|token)?\([^)]",
            r"hash(?:->|::)make\(",
            r"bcrypt\.hash",
            r"crypt(?:->|::)encrypt",
            r"(?:hashpw|checkpw|compare|comparesync|verify|check)\([bu]?\\*['\"]",
            r"authenticationtoken\(",
            r"credentials?::new\(|pscredential\(|runas\(|newinstance\(|invokeldapmethod\(",
            r"pgp_sym_[a-z_]*\(|aes_[a-z]*crypt\(",
        ),
        takes=(
            "#0 Db.php(43): PDO->__construct('mysql:host=db...', 'app', '⟦Some9Passw⟧', Array)",
            "#2 Driver.php(41): Doctrine\\DBAL\\Driver->connect(Array, 'app', '⟦Some9Passw⟧', Array)",
            "#0 login.php(12): mysqli_connect('db-01', 'app', '⟦Some9Passw⟧', 'orders')",
            "#0 wpdb.php(17): mysqli_real_connect(Object(mysqli), 'localhost', 'wp', '⟦Some9Passw⟧', NULL)",
            "DBI::connect('DBI', 'dbi:mysql:database=hr', 'app', '⟦letmein⟧')",
            "DBI::connect('dbi:mysql:database=hr', 'app', '⟦letmein⟧')",
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
            "Auth::attempt('ada', '⟦hunter22⟧')",
            "bcrypt.hash('⟦letmein⟧', 10)",
            "bcrypt.compare('⟦letmein⟧', stored)",
            'mysql_real_connect(conn, "db", "app", "⟦letmein⟧", "x", 0)',
            'Credentials::new("bot".into(), "⟦letmein⟧".into())',
            'BasicHttpCredentials("ada", "⟦letmein⟧")',
            "PasswordAuthentication('ada', '⟦letmein⟧'.toCharArray())",
            "New-Object PSCredential('ada', '⟦letmein⟧')",
            'RunAs("ada", "CORP", "⟦letmein⟧", 0, "cmd")',
            'Sql.newInstance("jdbc:x", "app", "⟦letmein⟧")',
            "LDAP->invokeLDAPMethod('bind', Resource id #470, 'cn=reader,dc=ex', '⟦letmein⟧')",
            "SELECT pgp_sym_decrypt(col, '⟦letmein⟧') FROM t",
            "AES_ENCRYPT('x', '⟦letmein⟧')",
            "AES_DECRYPT(col, '⟦letmein⟧')",
            "pgp_sym_encrypt('x', '⟦letmein⟧')",
            "compareSync('⟦letmein⟧', '$2b$12$...')",
            "bcrypt.compare('⟦letmein⟧', '$2b$12$...')",
            "connection.simple_bind_s('cn=reader', '⟦letmein⟧')",
            "User.find_by_credentials('ada', '⟦letmein⟧')",
            "redisClient.auth('ada', '⟦hunter22⟧')",
            "client.auth('⟦hunter22⟧')",
            'new UsernamePasswordCredentials("ada", "⟦letmein⟧")',
            'new Connection("db1", "ada", "⟦letmein⟧")',
            "oci_pconnect('db1', 'ada', '⟦letmein⟧')",
            "AccountService->verify('ada', '⟦hunter22⟧')",
            "Redis->auth('⟦letmein⟧')",
            "jedis.auth('ada', '⟦letmein⟧')",
            "red:auth('ada', '⟦hunter22⟧')",
            "Hash->make('⟦letmein⟧', Array)",
            "Crypt::encrypt('⟦hunter22⟧')",
            "mysqli->__construct('localhost', 'ada', '⟦letmein⟧', 'db')",
            "new PDO('mysql:host=db1', 'ada', '⟦letmein⟧')",
            "Zend_Db_Adapter->_connect('localhost', 'ada', '⟦letmein⟧')",
            'conn.Open("DSN=orders", "ada", "⟦letmein⟧")',
            "wlst: connect('ada', '⟦letmein⟧', 't3://db1')",
            'ssh.connect("192.0.2.7", 22, "ada", "⟦letmein⟧")',
            'pysftp.Connection("db1", "ada", "⟦letmein⟧")',
            "authenticate('orders', 'ada', '⟦hunter22⟧')",
            'Authenticate("ada", "⟦hunter22⟧", "CORP")',
            'LogonUser("ada", "CORP", "⟦letmein⟧", 2)',
            'main.login(0xc000, "ada", "⟦letmein⟧")',
            'client.username_pw_set("ada", "⟦letmein⟧")',
            'smtp.PlainAuth("", "ada", "⟦letmein⟧", "mail1")',
            'keyring.set_password("orders", "ada", "⟦letmein⟧")',
            'check_password_hash(stored, "⟦letmein⟧")',
            "call sp_login('ada', '⟦letmein⟧')",
            "TRACE login(ada, ⟦hunter#22⟧) called",
            "paramiko: auth_password('ada', '⟦letmein⟧')",
            "changePassword('ada', '⟦letmein⟧', '⟦hunter22⟧')",
            "setPassword('⟦letmein⟧', true)",
            "check_password('⟦letmein⟧', '$2b$12$...')",
            'bcrypt.checkpw(b"⟦letmein⟧", b"$2b$12$...")',
            'ldap_bind_s(ld, "cn=reader,dc=example", "⟦letmein⟧")',
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
            "connect('localhost', 'orders', 'utf8mb4')",
            "connect('amqp://mq1', 'queue22')",
            "login(user, password2)",
            "login(user, 2026-11)",
            "login(user, pass-word)",
            "LDAP->invokeLDAPMethod('search', Resource id #5, 'dc=ex', '(objectclass=*)')",
            "verify('token22', 'jwt22')",
            "compare('abc22', 'abd22')",
            "Account.check('ada', 'letmein')",
            "Crypt::encrypt('letmein')",
            "setPassword('$6$abcdefgh$x')",
            "open('mode', 'ada', 'letmein')",
            "new mysqli('db1', 'ada')",
            "NewPlainAuth2('ada', 'letmein')",
            'app.auth("oauth2")',
            'shared.auth("tiger99")',
        ),
    ),
)
