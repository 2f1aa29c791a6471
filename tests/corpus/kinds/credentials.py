"""Credentials that their context identifies: passwords and keys under a name, in headers and in URLs."""

import base64
from collections.abc import Callable, Mapping
from urllib.parse import quote

from tests.corpus import words
from tests.corpus.marked import Marked, fill, finding, marked, soft
from tests.corpus.source import Source
from tests.corpus.text_files import listed, sections
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
    """Return a password that a person chooses or a tool generates, without quotes, spaces and separators of fields."""
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
    """Return a generated key without a vendor's prefix."""
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
    """Return a value that is a secret under a key with a secret's name."""
    return source.weighted(FORMS)(source)


def _bearer(source: Source) -> Marked:
    token = source.pick((source.base64_url(39) + "x", source.hexadecimal(40), source.alphanumeric(32)))
    scheme = source.pick(("Bearer ", "bearer ", "Token ", "Bearer "))
    return soft(scheme + finding(token, LABEL, "bearer"), LABEL)


def _basic(source: Source) -> Marked:
    plain = f"{source.pick(words.USERS)}:{password(source)}"
    encoded = base64.b64encode(plain.encode()).decode()
    return soft(source.pick(("Basic ", "basic ")) + finding(encoded, LABEL, "basic"), LABEL)


_WORDS = sections("credentials.txt")


def authorization(source: Source) -> Marked:
    """Return an authorization header as logs show it."""
    return fill(source.pick(_WORDS["authorization"]), source.pick((_bearer, _bearer, _basic))(source))


def password_url(source: Source) -> Marked:
    """Return a URL with a password."""
    scheme = source.pick(listed(_WORDS["schemes"]))
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
    # With a dot in its host, the end of the URL looks like an e-mail address.
    end = "@" + (soft(host, "IP_ADDRESS") if host[0].isdigit() else marked(host))
    return f"{scheme}://" + soft(credentials + end, "EMAIL") + port + path


def statement(source: Source) -> Marked:
    """Return a command, a connection string or a sentence with a password."""
    pattern = source.pick(_WORDS[source.pick(("statements", "commands", "arguments", "configuration"))])
    weak = source.pick((source.pick(_BASES) + source.digits(3), source.alphanumeric(12), source.alphanumeric(16)))
    # If the value must end with a URL's characters, only letters and digits are safe.
    return fill(pattern, *(finding(weak, LABEL, "statement") for _ in range(pattern.count("§"))))


def aws_pair(source: Source) -> Marked:
    """Return both halves of an AWS access key, and perhaps a session token."""
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
    """Return the connection string of a storage account or a service bus."""
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
