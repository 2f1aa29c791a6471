"""Credentials that their surroundings tell: passwords and keys under a name, in headers and in URLs."""

import base64
from collections.abc import Callable, Mapping
from urllib.parse import quote

from tests.corpus import words
from tests.corpus.kinds.vocabulary import Vocabulary
from tests.corpus.marked import Marked, fill, finding, soft
from tests.corpus.source import Source
from tests.corpus.value import Value, whole

LABEL = "SECRET"
_SYMBOLS = "!#%*+.-_~^@$?"
_BASES = (
    "Sommer",
    "tiger",
    "Liverpool",
    "dragon",
    "Ilove",
    "qwerty",
    "monkey",
    "Winter",
    "blue",
    "kaffee",
    "hunter",
    "moon",
)


def password(source: Source) -> str:
    """One that people choose or tools draw, without quotes, spaces and what separates fields."""
    match source.randint(0, 5):
        case 0:
            return source.pick(_BASES) + source.digits(source.randint(1, 4))
        case 1:
            return source.pick(_BASES) + str(source.randint(1990, 2026)) + source.pick("!#?*.")
        case 2:
            return source.alphanumeric(source.randint(8, 20))
        case 3:
            return (
                source.pick(_BASES).replace("i", "1").replace("o", "0") + source.pick(_SYMBOLS) + source.alphanumeric(5)
            )
        case 4:
            return "-".join(source.pick(words.NOUNS) for _ in range(4)) + str(source.randint(1, 99))
        case _:
            return source.alphanumeric(6) + source.pick(_SYMBOLS) + source.alphanumeric(6) + source.pick("!?*x")


def _password(source: Source) -> Value:
    return whole(password(source), LABEL, "password", telling=True)


def _key(source: Source) -> Value:
    """A drawn key without a vendor's prefix."""
    text = source.pick(
        (
            source.hexadecimal(32),
            source.hexadecimal(40),
            source.hexadecimal(64),
            source.alphanumeric(24),
            source.alphanumeric(32),
            source.alphanumeric(40),
            source.base64(43),
            source.base64(44),
            source.base64_url(42) + "a",
        )
    )
    return whole(text, LABEL, "generic_key", telling=True)


FORMS: Mapping[Callable[[Source], Value], float] = {_password: 5, _key: 4}


def make(source: Source) -> Value:
    """A value that is a secret under a key that says so."""
    return source.weighted(FORMS)(source)


def _bearer(source: Source) -> Marked:
    token = source.pick((source.base64_url(39) + "x", source.hexadecimal(40), source.alphanumeric(32)))
    scheme = source.pick(("Bearer ", "bearer ", "Token ", "Bearer "))
    return soft(scheme + finding(token, LABEL, "bearer"), LABEL)


def _basic(source: Source) -> Marked:
    plain = f"{source.pick(words.USERS)}:{password(source)}"
    encoded = base64.b64encode(plain.encode()).decode()
    return soft(source.pick(("Basic ", "basic ")) + finding(encoded, LABEL, "basic"), LABEL)


_AUTHORIZATION = (
    "Authorization: §", "authorization: §", "-H 'Authorization: §'", '"Authorization":"§"', '"authorization": "§"',
    "Authorization=[§]", "{'Authorization': '§', 'Accept': '*/*'}", "Proxy-Authorization: §", "> Authorization: §",
    '\\"Authorization\\":\\"§\\"', "headers={Authorization=§, Host=api}", "authorization=§", "HTTP_AUTHORIZATION: §",
    '["authorization","§"]', "<Authorization>§</Authorization>", "request sent with Authorization header '§'",
)  # fmt: skip


def authorization(source: Source) -> Marked:
    """An authorization header as logs show it."""
    return fill(source.pick(_AUTHORIZATION), source.pick((_bearer, _bearer, _basic))(source))


_SCHEMES = (
    "postgres", "postgresql", "mysql", "mongodb+srv", "mongodb", "redis", "rediss", "amqp", "amqps", "https", "http", "ftp",
    "sftp", "smtp", "ldap", "mssql", "clickhouse", "postgresql+psycopg2", "mysql+pymysql", "nats", "mqtt", "rtsp", "git+https",
)  # fmt: skip


def password_url(source: Source) -> Marked:
    """A URL with a password in it."""
    scheme = source.pick(_SCHEMES)
    user = "" if scheme.startswith("redis") and source.maybe(0.6) else source.pick((*words.USERS, "svc_app", "reader"))
    secret = finding(quote(password(source), safe="!*-._~"), LABEL, "url_password")
    host = source.pick(
        ("db.internal", "cache-01", "10.0.3.7", "rds.eu-west-1.amazonaws.com", "localhost", "mq.example.com")
    )
    port, path = (
        source.pick(("", ":5432", ":6379", ":8443")),
        source.pick(("", "/", "/orders", "/0", "/app?sslmode=require")),
    )
    credentials = soft(f"{user}:" + secret, LABEL)
    # With a dot in its host the end of the URL looks like an address.
    return f"{scheme}://" + soft(credentials + f"@{host}", "EMAIL") + port + path


_STATEMENTS = (
    "CREATE USER app IDENTIFIED BY '§'", "ALTER ROLE app WITH PASSWORD '§';", "sshpass -p § ssh deploy@db-01",
    "mysql -u root --password=§ orders", "curl -u admin:§ https://api.example.com/v1/health", "docker login -u ci -p § registry",
    "Server=db01;Database=Orders;User Id=sa;Password=§;Encrypt=True", "jdbc:mysql://db-01:3306/app?user=app&password=§",
    "jdbc:sqlserver://db01:1433;databaseName=app;user=sa;password=§;", "redis-cli -a § ping", "PGPASSWORD=§ psql -h db",
    "export DB_PASSWORD=§", "export API_TOKEN='§'", "SET PASSWORD FOR 'app'@'%' = '§'",
    "host=db-01 user=app password=§ dbname=orders", "wget --http-password=§ http://x",
    "the new password is § (expires in 7 days)", "login failed for user admin with password §", "password: §",
    "wifi passphrase is §", "temporary password for jdoe: §", "use api key § for the sandbox", "secret key: §", "pwd=§",
    "Passwort lautet §", "mot de passe : §", "la contraseña es §", "a senha é §", "wachtwoord: §", "パスワード: §", "пароль: §",
)  # fmt: skip


def statement(source: Source) -> Marked:
    """A command, a connection string or a sentence with a password in it."""
    pattern = source.pick(_STATEMENTS)
    weak = source.pick((source.pick(_BASES) + source.digits(3), source.alphanumeric(12), source.alphanumeric(16)))
    # Where a URL's characters end the value, only letters and digits are safe.
    return fill(pattern, finding(weak, LABEL, "statement"))


def aws_pair(source: Source) -> Marked:
    """Both halves of an AWS access key, and perhaps a session's token."""
    key = finding(
        f"{source.pick(('AK', 'AS'))}{'IA'}{source.text('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 16)}", LABEL, "aws_key_id"
    )
    secret = finding(source.base64(40), LABEL, "aws_secret")
    patterns = (
        "AWS_ACCESS_KEY_ID=§ AWS_SECRET_ACCESS_KEY=§", '"accessKeyId":"§","secretAccessKey":"§"',
        "aws_access_key_id = § aws_secret_access_key = §", "{AccessKeyId: §, SecretAccessKey: §}",
        '\\"AccessKeyId\\":\\"§\\",\\"SecretAccessKey\\":\\"§\\"', "fs.s3a.access.key=§ fs.s3a.secret.key=§",
        "-Daws.accessKeyId=§ -Daws.secretKey=§",
    )  # fmt: skip
    return fill(source.pick(patterns), key, secret)


def azure(source: Source) -> Marked:
    """A storage account's or a service bus's connection string."""
    key = finding(source.base64(86), LABEL, "azure_key")
    patterns = (
        "DefaultEndpointsProtocol=https;AccountName=acmelogs;AccountKey=§;EndpointSuffix=core.windows.net",
        "Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=§",
        "AccountEndpoint=https://acme.documents.azure.com:443/;AccountKey=§;",
    )
    return fill(source.pick(patterns), key)


WHOLE: Mapping[Callable[[Source], Marked], float] = {
    authorization: 6,
    password_url: 6,
    statement: 8,
    aws_pair: 3,
    azure: 2,
}

WORDS = Vocabulary(
    keys=(
        "password",
        "passwd",
        "pwd",
        "pass",
        "passphrase",
        "secret",
        "client secret",
        "app secret",
        "api key",
        "apikey",
        "x api key",
        "api secret",
        "auth token",
        "access token",
        "refresh token",
        "secret key",
        "private key",
        "signing key",
        "encryption key",
        "webhook secret",
        "signing secret",
        "db password",
        "database password",
        "user password",
        "admin password",
        "root password",
        "smtp password",
        "redis password",
        "ldap bind password",
        "new password",
        "old password",
        "current password",
        "password confirmation",
        "service account key",
        "master key",
        "shared secret",
        "hmac secret",
        "jwt secret",
        "session secret",
        "consumer secret",
        "oauth client secret",
        "bot token",
        "deploy token",
        "keystore password",
        "trust store password",
        "ssl key passphrase",
        "api token",
        "ftp pass",
        "wifi password",
        "account key",
        "shared access key",
        "storage key",
        "twilio auth token",
        "datadog api key",
        "db pwd",
        "cookie secret",
        "secret access key",
        "aws secret access key",
        "app password",
        "mail pass",
        "proxy password",
    ),
    sentences=(),
    own_keys={
        "de": ("passwort", "kennwort", "Passwort_neu", "datenbank_passwort", "zugangskennwort"),
        "fr": ("mot_de_passe", "motDePasse", "mdp", "cle_api", "cle_secrete"),
        "es": ("contraseña", "contrasena", "clave_secreta", "clave_api"),
        "pt": ("senha", "senha_banco", "chave_secreta", "palavra_passe"),
        "it": ("parola_chiave_segreta", "chiave_segreta", "password_utente"),
        "nl": ("wachtwoord", "geheime_sleutel"),
        "ja": ("パスワード"),
        "ru": ("пароль",),
        "zh": ("密码",),
        "pl": ("haslo", "hasło"),
    },
)
