"""Secrets under their names: `password=…`, `"clientSecret": "…"`, `X-Api-Key: …`, and in columns."""

from collections.abc import Iterator

from domain.redaction.detectors.secret.named import examples as secret_examples
from domain.redaction.detectors.secret.named import examples_in_columns, look_alikes, look_alikes_in_code
from domain.redaction.detectors.secret.named.beside import values_beside
from domain.redaction.detectors.secret.named.names import NAMES
from domain.redaction.detectors.secret.named.placeholders import is_something_else
from domain.redaction.detectors.secret.named.source_code import is_of_code
from domain.redaction.detectors.secret.named.values import is_secret
from domain.redaction.named import APART, NamedValue, NamedValues, examples, examples_apart, with_following
from domain.redaction.named.references import is_reference, is_talk
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.text import Span, Text
from domain.redaction.text.columns import COLUMNS


def _reason(named: NamedValue) -> str:
    """Return for a trace why a value under the name of a secret is left."""
    if is_reference(named.value):
        return "a reference, a mask, a type or a word about secrets (`references.py`)"
    if is_talk(named.value):
        return "a sentence about secrets (`references.py`)"
    if is_something_else(named):
        return "a placeholder, a path or the value of another name (`placeholders.py`)"
    if is_of_code(named):
        return "a name in source code (`source_code.py`)"
    return "" if named.assigned else "without a sign after the name, a word of a sentence (`values.py`)"


_VALUES = NamedValues("pair", NAMES, is_secret, reason=_reason)

_LEAST_DIGITS = 4

# Replacements of a masked value, as Terraform shows them.
_NEW_VALUE = Pattern(
    r"""(?P<key>[\w.-]{1,64})\\*["']?\s{0,40}=\s\\*["']\*+\\*["']\s->\s"""
    r"""\\*["'](?P<value>[^"'\\]{3,})"""
)


def _pairs(text: Text, position: int) -> Iterator[Span]:
    """Yield the values under the names of secrets, those that follow them or replace them, and those beside them."""
    if found := list(with_following(text, _VALUES.find(text, position), _is_value)):
        yield from sorted({*found, *values_beside(text, found)})


def _apart(text: Text, position: int) -> Iterator[Span]:
    """Yield the values whose names are not directly before them, and those that follow them in a list."""
    return with_following(text, _VALUES.apart(text, position), _is_value)


def _is_value(value: str) -> bool:
    # `-> 378`: a result.
    return not is_reference(value) and not (value.isdigit() and len(value) < _LEAST_DIGITS)


def _after_masks(text: Text, _position: int) -> Iterator[Span]:
    for match in _NEW_VALUE.finditer(text.folded):
        if NAMES.of_key(match["key"]) is not None and _is_value(match["value"]):
            yield match.span("value")


RULES = (
    Rule(
        name="column",
        pattern=_VALUES.in_columns,
        keywords=NAMES.stems,
        values=COLUMNS,
        takes=examples_in_columns.TAKES,
        leaves=examples_in_columns.LEAVES,
    ),
    Rule(
        name="pair",
        pattern=_pairs,
        keywords=NAMES.stems,
        takes=(
            *examples.TAKES,
            *secret_examples.TAKES,
            "password=⟦hunter22⟧ user=ada",
            '{"user":"ada","password":"⟦hunter22⟧"}',
            r'"{\"client_secret\":\"⟦«alnum:24»⟧\"}"',
            "<password>⟦hunter22⟧</password>",
            "<apiToken>\n    ⟦«alnum:24»⟧\n</apiToken>",
            "$opts->{password} = ⟦hunter22⟧",
            "(count => [892]|TOKEN => [⟦«alnum:24»⟧]|tier => [gold])",
            "password=⟦[1]hunter22⟧",
            'some_dict["secret"] = "⟦«alnum:24»⟧"',
            's:8:"password";s:8:"⟦hunter22⟧"',
            'var apiToken string = "⟦«alnum:24»⟧"',
            'API_TOKEN ?= "⟦«alnum:24»⟧"',
            "api_token: |\n  ⟦«alnum:24»⟧",
            "apiToken,⟦«alnum:20»1a2b3⟧,",
            "admin_password               = ⟦hunter22⟧",
            'if (password == "⟦hunter22⟧")',
            "password for ada: ⟦hunter22⟧",
            "the password is ⟦hunter22⟧",
            "binding parameter [client_secret] as [varchar] - [⟦«hex:40»⟧]",
            "binding parameter [LOGIN_PASSWORD] as [VARCHAR] - [⟦hunter22⟧]",
            "--password ⟦hunter22⟧ --verbose",
            'args: ["--password", "⟦hunter22⟧"]',
            "token: ⟦«alnum:16»⟧/token: ⟦«alnum:16»⟧",
            # Lists, and replacements.
            '{"password":["⟦hunter22⟧","⟦hunter23⟧","⟦hunter24⟧"]}',
            '{"password":["⟦hunter22⟧","${OTHER}"],"user":"ada.lovelace"}',
            '{"password":"⟦hunter22⟧","user":"ada.lovelace"}',
            '  ~ master_password = "⟦hunter22⟧" -> "⟦hunter23⟧"',
            '  password: "⟦hunter22⟧" => "⟦hunter23⟧"',
            "passwords=[⟦hunter22⟧, ⟦hunter23⟧, user2=ada]",
            "password=⟦hunter22⟧, hunter23",
            "password=⟦hunter22⟧ -> ⟦hunter23⟧",
            "password=⟦hunter22⟧ -> 378",
            "~ password: ⟦letmein⟧ => ⟦hunter22⟧",
            'changed password: "⟦letmein⟧" → "⟦hunter22⟧"',
            '{"password":{"from":"⟦letmein⟧","to":"⟦hunter22⟧"}}',
            '{"password":{"before":"⟦letmein⟧","after":"⟦hunter22⟧"}}',
            "Invalid password value: '⟦letmein⟧'",
            """put --secret-string '{"password":"⟦hunter22⟧"}'""",
            "run --token-auth DB_PASSWORD=⟦hunter22⟧",
            "password=⟦hunter22⟧ to connect",
            "password changed from ⟦hunter22⟧ to ⟦hunter23⟧",
            "password changed from '⟦hunter22⟧' to '⟦hunter23⟧'",
            # Any value, after names that mean nothing else.
            '{"password":"⟦password⟧"}',
            "?password=⟦secret⟧&next=/",
            "host: a my_password: ⟦exposed⟧",
            "apikey=⟦12345678⟧",
            '{"client_secret":"⟦letmein⟧"}',
            "DB_PASS=⟦hunter⟧ ./run",
            'apikey = "⟦{{h}o)p${e]nob(ody[finds>-_$#this}}⟧"',
            # In other languages.
            "Passwort: ⟦geheim1⟧",
            "contraseña=⟦hunter22⟧",
            "密码: ⟦hunter22⟧",
            "пароль=⟦hunter22⟧",
            "chave_secreta=⟦«alnum:24»⟧",
            "clave de acceso: ⟦hunter22⟧",
            "llave secreta=⟦«alnum:24»⟧",
            "jelszó: ⟦hunter22⟧",
            "parolă: ⟦hunter22⟧",
            "şifreniz: ⟦493027⟧",
            "كلمة المرور: ⟦hunter22⟧",
            "رمز عبور: ⟦hunter22⟧",
            "گذرواژه: ⟦hunter22⟧",
            "पासवर्ड: ⟦hunter22⟧",
            "कूटशब्द: ⟦hunter22⟧",
            "mật khẩu: ⟦hunter22⟧",
            "kata sandi: ⟦hunter22⟧",
            "katasandi=⟦hunter⟧",
            # Names with other meanings, with values that are not secrets.
            "dial failed pass=      ⟦fdfd9fdg⟧ retrying",
            "user=ada pass=⟦letmein⟧",
            "uid=ada;pwd=⟦secret⟧",
            "JWT_SECRET=⟦mysupersecretkey⟧",
            "RABBITMQ_DEFAULT_PASS=⟦guest⟧",
            'login of ada with password "⟦raspberry⟧" failed',
            "dbm_con_password_db2=⟦hunter22⟧",
            "cloudant_key=⟦«hex:48»⟧",
            "pepper=⟦«alnum:24»⟧",
            "token=⟦«hex:32»⟧",
            "X-Auth: ⟦«alnum:20»⟧",
            "payment_method_nonce=⟦tokencc_bf_kT8vQm⟧",
            "Client Secret: ⟦hunter22⟧",
            "{ 'PassPhrase' : '⟦tok3n⟧' }",
            '[["Host", "x.org"], ["X-Hassio-Key", "⟦k39dks0QmZp⟧"]]',
            "aws_secret_access_key ⟦«alnum:20»aB1«alnum:17»⟧",
            "password ⟦hunter22⟧ wrong for ada",
            "private_key '⟦hope_nobody-finds$this⟧';",
        ),
        leaves=(
            "passwords=[${A}, user2=ada]",
            "jwt: alg=RS256 kid=fb43d38c",
            "flux bootstrap --token-auth DEPLOY_MODE=agent7x",
            """put --secret-string '{"username":"app77x"}'""",
            *examples.LEAVES,
            *look_alikes.LEAVES,
            *look_alikes_in_code.LEAVES,
            *secret_examples.LEAVES,
            # References.
            "password=${DB_PASSWORD}",
            "password=$DB_PASSWORD",
            "password=%(password)s",
            'password: "{{ vault_password }}"',
            "apiKey: ${{ secrets.API_KEY }}",
            "open(sessionKey=self.sessionKey)",
            "password = get_password()",
            "login(user=user, password=password)",
            "secret=arn:aws:secretsmanager:eu-west-1:123456789012:secret:db",
            "password_file=/run/secrets/password",
            "api_key=<YOUR_API_KEY>",
            # Masks, and values that mean nothing.
            "password=********",
            "password: [FILTERED]",
            "password=null",
            '{"secret":null}',
            'token: ""',
            "password= user=ada",
            "mysql --password= -s",
            '["--password", "--verbose"]',
            '{"password":"__REDACTED__"}',
            "client_secret=bP88Q~xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            "credentials: [UserCredential(username=ada.lovelace7, source=null)]",
            # Types.
            "password: Optional[str] = None",
            '{"password":"string"}',
            "login(String user, String password)",
            # Sentences.
            '{"password":"must not be blank"}',
            '"password": ["password: required"]',
            '{"errors":{"password":["is too short (minimum is 8 characters)"]}}',
            "password expired 3 days ago",
            "password: changed by ada",
            'volume "db-password" : secret "db-password" not found',
            "user ada changed password",
            "حركة المرور: 4930",
            "the password is wrong",
            'password "hunter";',
            "password 'must not be blank';",
            '{"description":"choose a strong password"}, {"type": "APPLICATION_SETTINGS"}',
            # Other things with such names.
            "--- PASS: TestCheckout (0.00s)",
            "TEST-PASS | check-links.py | all good",
            "PASS: test_x1.sh",
            '{"suite":"cart","pass":1200,"fail":0}',
            "pass=12 fail=0",
            "PWD=/srv/app",
            "install base-passwd:amd64 <none> 3.5.33",
            "pam_unix(passwd:chauthtok): password changed",
            "read(3</etc/passwd>, 'root:x:0:0')",
            '{"token":"Hello","pos":3}',
            "max_tokens=4096",
            "token 3 of 300",
            'nonce="«hex:32»"',
            "signing key: RS256",
            "grant_type=password",
            "password_length=16",
            "primary_key=order_id",
            "cache_key=user:123:«hex:32»",
            "secrets: java.io.IOException: token",
            "docker login --password-stdin registry.example",
            "[SECRET]=hunter22",
        ),
    ),
    Rule(
        name="apart",
        pattern=_apart,
        keywords=NAMES.stems,
        values=APART,
        takes=examples_apart.TAKES,
        leaves=examples_apart.LEAVES,
    ),
    Rule(
        name="new-value",
        pattern=_after_masks,
        source="Terraform: a change of a value that is masked.",
        keywords=(r"\*\\*[\"'] -> \\*[\"']",),
        takes=('  ~ "DatabasePassword"   = "****" -> "⟦hunter23⟧"',),
        leaves=(
            '  ~ "DatabaseName" = "****" -> "hunter23" # password',
            '  ~ "DatabasePassword" = "****" -> "****"',
        ),
    ),
)
