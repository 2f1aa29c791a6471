"""Passwords in URLs, and in the data sources of Go: `scheme://user:password@host`, `user:password@tcp(host)`."""

from collections.abc import Iterator

from domain.redaction.named.references import is_reference
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.precheck import AnyMatch
from domain.redaction.text import Span, Text

# The password ends at the last `@` before the host, because it may contain `@` itself.
_USER_INFO = Pattern(
    r"://[^\s/:\"'<>]*+:(?P<value>[^\s/\"'<>\\]+)@(?:(?=[0-9A-Za-z\[\x80-\xff_$%-])|(?=[\"']|(?m:$))(?<!\d.))"
)
_DATA_SOURCE = Pattern(r"(?<![\w:/.-])[\w.-]{1,64}:(?P<value>[^\s/\"'<>\\]{1,128})@(?:tcp|unix)\(")

# In a list of hosts, each host may have its own user and password.
_NEXT_MEMBER = Pattern(r"@[\w.-]+(?::\d{1,5})?,[^\s:@,]*:")
# `postgres://%s:%s@db1`
_FORMAT = Pattern(r"%[a-z]")
_PORT = Pattern(r"\d{1,5}[;,?]")


def _passwords(text: Text, _position: int) -> Iterator[Span]:
    for match in _USER_INFO.finditer(text.folded):
        start, end = match.span("value")
        for member in _NEXT_MEMBER.finditer(text.folded, start, end):
            yield start, member.start()
            start = member.end()
        yield start, end


def _is_value(value: str) -> bool:
    """Return whether the value is neither a variable nor a port (`sqlserver://db:1433;user=ada@srv1`)."""
    return not is_reference(value) and _FORMAT.fullmatch(value) is None and _PORT.match(value) is None


# The user before a password and a host, without a scheme before them.
_USERS = (
    # `//ada:…@host`, `login ada:…@host`
    r"(?<![:\w/])//[\w.+-]{1,64}:",
    r"\b(?:as|auth|login|user)\s[\w.+-]{1,64}:",
    # `sip:ada:…@host`, `register => ada:…@host`
    r"\bsips?:[\w.+-]{1,64}:",
    r"\bregister\s=>\s[\w.-]{1,64}:",
    # `:pserver:ada:…@host`, and of Oracle `ada/…@//host`
    r"(?<!\w)pserver:[\w.-]{1,64}:",
    r"(?<![\w/])[\w$#]{1,30}/(?=[^\s/@]{3,64}@//)",
)

# `ada:…@host:5432`, `ada:…@192.0.2.7`: other texts have no user, no sign `@` or no such host behind it.
_HOST = r"(?:[\w.-]{1,64}:\d{2,5}(?![\w:.])|\d{1,3}(?:\.\d{1,3}){3}(?![\w.]))"
_USER = r"(?<![\w:/@.-])(?!(?:sips?|mailto|tel|xmpp|acct):)[A-Za-z][\w.-]{0,40}:"
_BEFORE_HOST = Pattern(rf"{_USER}(?P<value>[^%\s:/@\"'<>\\;][^\s:/@\"'<>\\;]{{2,63}})@(?={_HOST})")

RULES = (
    Rule(
        name="host-password",
        pattern=_BEFORE_HOST,
        valid=lambda value: _is_value(value) and not value.isdigit(),
        keywords=("@[a-z0-9_.-]+:[0-9]", r"@[0-9]+\.[0-9]+\."),
        precheck=AnyMatch(r"[a-z0-9]:[^ :/@]+@(?:[a-z0-9_.-]+:[0-9]|[0-9]+\.[0-9]+\.)"),
        takes=(
            "<ProtocolError for ada:⟦hm-Keller7⟧@192.0.2.7:2010/RPC2: 401>",
            "connect ECONNREFUSED ada:⟦letmein⟧@db1:3306",
            "connecting to ada:⟦letmein⟧@192.0.2.7",
        ),
        leaves=(
            "image web:v2.1@db1 and web:v2.1@sha256:1234abcd",
            "at x:load@app:12:3",
            "mailto:hunter22@db1:3306",
            "x.y:hunter22@db1:3306.5",
            "a:ada:hunter22@db1:3306",
            "ada:hunter22@192.0.2.7.example",
            "%TESTNUMBER:%HTTPPORT#@192.0.2.7/a.html",
            "ada:5060@db1:3306",
        ),
    ),
    Rule(
        name="url-password",
        pattern=_passwords,
        valid=_is_value,
        source="RFC 3986, section 3.2.1.",
        shapes=(r"://[^\s/:\"'<>]*:[^\s/\"'<>@]+@",),
        takes=(
            "postgres://app:⟦hunter22⟧@db:5432/orders",
            "redis://:⟦hunter22⟧@cache:6379/0",
            "https://ada:⟦p@ss:word⟧@git.example/x.git",
            "mysql://root:⟦root⟧@db/orders",
            "smtps://ada%40x.example:⟦hunter22⟧@mail1:465",
            r"http://corp\ada:⟦hunter22⟧@proxy1:3128",
            'dsn="postgresql://ada:⟦letmein⟧@"',
            "postgresql://ada:⟦letmein⟧@",
            "rabbit://app:⟦hunter22⟧@mq1:5672,app:⟦hunter23⟧@mq2,app:⟦hunter24⟧@mq3:5672/x",
        ),
        leaves=(
            "postgres://app:${DB_PASS}@db:5432/orders",
            "https://user:$TOKEN@git.example/x.git",
            "redis://:***@cache:6379",
            "postgres://%s:%s@localhost/orders",
            "postgres://{}:{}@localhost/orders",
            "http://db:5432/orders@v2",
            "redis://cache:6379@ 12:00:01 failed",
            "redis://cache:6379@",
            "redis://cache:letmein@ 12:00:01 failed",
            "http://a b:hunter22@db",
            "sqlserver://db:1433;database=d;user=ada@srv1",
        ),
    ),
    Rule(
        name="address-password",
        pattern=Pattern(rf"(?:{'|'.join(_USERS)})(?P<value>[^\s/@\"'<>\\;]{{3,64}})@(?=[\w\[/])"),
        valid=lambda value: _is_value(value) and not value.isdigit(),
        source="RFC 3986 (without a scheme), RFC 3261 (SIP), CVS, and Oracle's easy connect.",
        keywords=(
            r"(?:^|[^:/a-z0-9_])//[a-z0-9_.+-]+:[^ /@]+@",
            "sips?:[a-z0-9_.+-]+:[^ @]+@",
            "pserver:",
            "register => ",
            "@//",
            "(?:as|auth|login|user) [a-z0-9_.+-]+:[^ @]+@",
        ),
        precheck=AnyMatch(r"(?://|sips?:|(?:as|auth|login|user) |pserver:)[a-z0-9_.+-]+:[^ @]+@|register => |@//"),
        takes=(
            "clone //ada:⟦hunter22⟧@git.example/x",
            "REGISTER sip:ada:⟦hunter22⟧@pbx.example",
            "cvs -d :pserver:ada:⟦hunter22⟧@cvs.example:/r co x",
            "sqlplus ada/⟦hunter22⟧@//db1:1521/orders",
            "register => ada:⟦letmein⟧@trunk1/100",
            "connecting as ada:⟦hunter22⟧@db1",
        ),
        leaves=(
            "http://ada:@git.example",
            "// see ada: and bob@example.com",
            "sip:ada@pbx.example:5060",
            "see //cache1:8080@x and sip:ada:5060@pbx.example",
            "sips:ada:$PASS@pbx.example",
            "x/y/hunter22@//db1",
            "ada/hunter22@db1",
            "sip:ada:hunter22@ x",
            "xpserver:ada:hunter22@cvs1",
            "unregister => ada:letmein@trunk1",
            "alias ada:hunter22@db1",
            "gossip:ada:hunter22@pbx.example",
            "x//ada:hunter22@git.example",
        ),
    ),
    Rule(
        name="url-token",
        pattern=Pattern(r"://(?P<value>(?=[^@]{0,80}\d)[0-9A-Za-z_-]{32,128})(?::(?:x-oauth-basic)?)?@"),
        source="Tokens in the place of a user: git hosts, Sentry's data sources.",
        shapes=("://[0-9a-z_-]{16}[0-9a-z_-]*(?::(?:x-oauth-basic)?)?@",),
        takes=(
            "git fetch https://⟦«hex:40»⟧:x-oauth-basic@git.example/x.git",
            "GET https://⟦«alnum:40»⟧:@api.example/v1",
            "https://⟦«hex:32»⟧@o1.ingest.sentry.example/1",
            "git clone https://⟦«alnum:40»⟧@git.example/x.git",
        ),
        leaves=(
            "https://ada@git.example/x.git",
            "https://deployment-service-account-of-production@git.example/x.git",
            "https://«hex:32».example/x",
            "ssh://git@git.example/x.git",
        ),
    ),
    Rule(
        name="telegram-path",
        pattern=Pattern(r"api\.telegram\.org/bot(?P<value>\d{5,12}:[\w-]{8,})"),
        source="Telegram: the token of a bot is part of its address.",
        keywords=(r"api\.telegram\.org/bot",),
        takes=("GET https://api.telegram.org/bot⟦123456:ABC-DEF1234⟧/getMe",),
        leaves=("https://api.telegram.org/bots", "https://api.telegram.org/bot<token>/getMe"),
    ),
    Rule(
        name="oracle-thin",
        pattern=Pattern(r"(?i)jdbc:oracle:\w{1,8}:[\w.$-]{1,64}/(?P<value>[^\s/\"'<>\\@]+)@"),
        valid=_is_value,
        source="Oracle JDBC: `jdbc:oracle:thin:user/password@host`.",
        keywords=("jdbc:oracle:",),
        takes=("jdbc:oracle:thin:app/⟦hunter22⟧@db1:1521/orders",),
        leaves=("jdbc:oracle:thin:@db1:1521/orders", "jdbc:oracle:thin:app/${PASS}@db1"),
    ),
    Rule(
        name="data-source",
        pattern=_DATA_SOURCE,
        valid=_is_value,
        source="go-sql-driver/mysql: DSN.",
        keywords=(r"@(?:tcp|unix)\(",),
        takes=(
            'sql.Open("mysql", "app:⟦hunter22⟧@tcp(db:3306)/orders")',
            "app:⟦hunter22⟧@unix(/run/mysqld.sock)/orders",
        ),
        leaves=("app:${PASS}@tcp(db:3306)/orders", "app@tcp(db:3306)/orders", "app:hunter22@db(x)"),
    ),
)
