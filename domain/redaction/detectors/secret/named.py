"""Secrets under their names: `password=…`, `"clientSecret": "…"`, `X-Api-Key: …`, and in columns."""

from domain.redaction.columns import HEAD, INTO
from domain.redaction.detectors.named import NamedValues
from domain.redaction.detectors.secret.names import NAMES
from domain.redaction.detectors.secret.values import is_secret
from domain.redaction.precheck import AnyMatch
from domain.redaction.rule import Rule

_VALUES = NamedValues("pair", NAMES, is_secret, last_words=("[^a-z]confirmation[^a-z]",))

RULES = (
    Rule(
        name="column",
        pattern=_VALUES.in_columns,
        keywords=(INTO,),
        shapes=(HEAD,),
        precheck=AnyMatch("|".join(NAMES.stems)),
        takes=(
            "INSERT INTO users (id, password) VALUES (7, '⟦hunter22⟧'), (8, '⟦it''s hunter22⟧')",
            r"id,password,name\n7,⟦hunter22⟧,ada",
        ),
        leaves=(
            "INSERT INTO audit (at, text) VALUES (NOW(), 'password changed')",
            "INSERT INTO u(password) VALUES (?)",
            r"id,password_age,name\n7,hunter22,ada",
        ),
    ),
    Rule(
        name="pair",
        pattern=_VALUES.find,
        keywords=NAMES.stems,
        takes=(
            # Notations.
            "password=⟦hunter22⟧ user=ada",
            '{"user":"ada","password":"⟦hunter22⟧"}',
            r'"{\"client_secret\":\"⟦«alnum:24»⟧\"}"',
            "<password>⟦hunter22⟧</password>",
            "<apiToken>\n    ⟦«alnum:24»⟧\n</apiToken>",
            '<field name="password">⟦hunter22⟧</field>',
            '{"name":"DB_PASSWORD","value":"⟦hunter22⟧"}',
            r"- name: DB_PASSWORD\n  value: ⟦hunter22⟧\n",
            "$opts->{password} = ⟦hunter22⟧",
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
            "--password ⟦hunter22⟧ --verbose",
            'args: ["--password", "⟦hunter22⟧"]',
            "token: ⟦«alnum:16»⟧/token: ⟦«alnum:16»⟧",
            # Whatever it looks like, behind names that mean nothing else.
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
            # Names with other meanings, and values that are none of these.
            "dial failed pass=      ⟦fdfd9fdg⟧ retrying",
            "user=ada pass=⟦letmein⟧",
            "token=⟦«hex:32»⟧",
            "X-Auth: ⟦«alnum:20»⟧",
            'nonce="⟦«hex:32»⟧"',
            "Client Secret: ⟦hunter22⟧",
            "aws_secret_access_key ⟦«alnum:20»aB1«alnum:17»⟧",
            "password ⟦hunter22⟧ wrong for ada",
        ),
        leaves=(
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
            # Masks, and what stands for nothing.
            "password=********",
            "password: [FILTERED]",
            "password=null",
            '{"secret":null}',
            'token: ""',
            "password= user=ada",
            "mysql --password= -s",
            '["--password", "--verbose"]',
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
            "user ada changed password",
            "the password is wrong",
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
            "nonce=42",
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
)
