"""Secrets that a sentence assigns to a setting with a secret's name: `Setting property 'password' to '…'`."""

import re
from collections.abc import Iterator

from domain.redaction.detectors.secret.named.forms import LETTERS_AND_DIGITS, names_something_else
from domain.redaction.detectors.secret.named.names import NAMES
from domain.redaction.detectors.secret.passwords import is_password
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.precheck import AnyMatch
from domain.redaction.text import Span, Text

_QUOTE = r"\\{0,7}[\"'`]?"
# `from … `, before the new value.
_OLD = rf"(?:from\s{_QUOTE}(?P<old>[^\s\"'`\\]{{1,128}}){_QUOTE}\s)?"
_VERBS = "resolved|resolving|overriding|overridden|set|setting|changed|changing"
_NOUNS = "property|setting|parameter|option|variable"
_KEY = rf"{_QUOTE}(?P<key>[A-Za-z_][\w./-]{{2,63}}){_QUOTE}"
# `setting property db.password to …`, `changed setting smtp.password from … to …`, `property db.password is set to …`
_GIVEN = Pattern(
    rf"(?i)\b(?:{_VERBS}|{_NOUNS})\s(?:(?:the|{_NOUNS}|secret|value|of)\s){{0,2}}{_KEY}\s"
    rf"(?:(?:is\s)?(?:resolved|set|changed|overridden)\s)?{_OLD}(?:to|with|as)\s"
    rf"(?P<quote>{_QUOTE})(?P<value>[^\s\"'`\\,;]{{4,128}})"
)
# What Windows Installer writes.
_INSTALLER = Pattern(
    r"(?:Adding|Modifying)\s(?P<key>\w{3,64})\sproperty\.\sIts\s(?:current\s)?value\sis\s'(?P<value>[^'\n\x03]{1,128})'"
    r"(?:\.\sIts\snew\svalue:\s'(?P<old>[^'\n\x03]{1,128})')?"
)


def _settings(text: Text, _position: int) -> Iterator[Span]:
    for match in (*_GIVEN.finditer(text.folded), *_INSTALLER.finditer(text.folded)):
        if NAMES.of_key(match["key"].replace("/", ".")) is None:
            continue
        is_quoted = match.groupdict().get("quote") != ""
        yield from sorted(
            match.span(group) for group in ("old", "value") if _is_value(match, group, is_quoted=is_quoted)
        )


def _is_value(match: re.Match[str], group: str, *, is_quoted: bool) -> bool:
    """Return whether the group is a secret. Without quotes it needs digits: `set password to expire` is a sentence."""
    value = match[group]
    if not value or not is_password(value.rstrip(".")):
        return False
    return is_quoted or (LETTERS_AND_DIGITS.match(value) is not None and not names_something_else(value))


# The keys of stores, which are paths: `PUT /secrets/api_key …`. After the name of a store, any word is a value.
_STORED = Pattern(
    r"(?<![\w/.-])(?P<store>(?:etcd(?:ctl)?|zk|zookeeper|consul|vault|kv)\s(?:kv\s)?)?"
    r"(?:PUT|SET|put|set|setData|create|write)\s(?P<key>/?(?:[\w.-]{1,64}/){1,8}[\w.-]{2,64})\s"
    r"(?P<value>[^\s\"'`\\,;=]{4,128})(?=\s|$)"
)


def _stored(text: Text, _position: int) -> Iterator[Span]:
    for match in _STORED.finditer(text.folded):
        is_secret = NAMES.of_key(match["key"].replace("/", ".")) is not None
        if is_secret and _is_value(match, "value", is_quoted=match["store"] is not None):
            yield match.span("value")


RULES = (
    Rule(
        name="stored-setting",
        pattern=_stored,
        source="etcd, ZooKeeper, Consul and Vault.",
        keywords=NAMES.stems,
        values=("(?:put|set|setdata|create|write) /?[a-z0-9_.-]+/[a-z0-9_./-]* [^ ]",),
        takes=(
            "etcd PUT /secrets/api_key ⟦«alnum:24»7a⟧",
            "zk setData /app/db_password ⟦hunter22⟧",
            "PUT app/prod/db_password ⟦hunter22⟧ ok",
            "zk create /app/db_password ⟦letmein⟧",
            "etcdctl put /app/db_password ⟦letmein⟧",
            "vault kv put /app/db_password ⟦letmein⟧",
        ),
        leaves=(
            "PUT /secrets/api_key HTTP/1.1",
            "PUT /login/password changed",
            "create /etc/passwd file",
            "my-zk set /app/db_password letmein",
            "set /app/db_host hunter22",
            "set /app/db_password abc1=hunter22",
            "input app/prod/db_password hunter22, x",
        ),
    ),
    Rule(
        name="setting",
        pattern=_settings,
        source="The sentences of Tomcat, Spring and Windows Installer.",
        keywords=NAMES.stems,
        values=(" (?:to|with|as) [^ ]", "value is '"),
        precheck=AnyMatch(
            "(?:resolv|overrid|set|property|parameter|option|variable|chang)[a-z]* [^=:]* (?:to|with|as) |property. its"
        ),
        takes=(
            "Setting property 'password' to '⟦letmein⟧'",
            "setting property connectionPassword to ⟦hunter22⟧",
            "set 'db.password' to '⟦letmein⟧'",
            "changed setting smtp.password from ⟦hunter22⟧ to ⟦hunter23⟧",
            "resolved secret db/password to ⟦hunter22⟧",
            "overriding DB_PASSWORD with ⟦hunter22⟧",
            "property db.password resolved to ⟦hunter22⟧",
            "resolved password as ⟦hunter22⟧",
            "property password is set to ⟦hunter22⟧",
            "PROPERTY CHANGE: Adding ADMINPASSWORD property. Its value is '⟦letmein⟧'.",
            "Modifying ADMINPASSWORD property. Its current value is '⟦letmein⟧'. Its new value: '⟦hunter22⟧'.",
        ),
        leaves=(
            "Setting property 'name' to 'letmein'",
            "set password to expire",
            "setting property password to $PASS1",
            "overriding DB_PASSWORD with index2.html",
            "reset password to hunter22",
            "Adding ADMINPASSWORD property. Its value is '**********'.",
        ),
    ),
)
