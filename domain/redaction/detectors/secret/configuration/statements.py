"""Passwords in statements of SQL and PowerShell: `IDENTIFIED BY '…'`, `ConvertTo-SecureString "…"`."""

from collections.abc import Iterator

from domain.redaction.detectors.leads import Lead, any_lead, keywords_of
from domain.redaction.detectors.signs import MESSAGE_END
from domain.redaction.named.references import is_reference, is_reference_or_talk
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.text import Span, Text

# A value of any length ends at its quote or at the end of its text (`BORDER`).
_STRING = r"\\*[\"'](?P<value>[^\"'\\\x03]{3,})"


def _is_value(value: str) -> bool:
    return not is_reference(value)


# Oracle and Db2: the password may have no quotes, and an old one may follow the new one.
_IDENTIFIED = r"(?:(?:create|alter)\suser\s|connect\sto\s|user=)[\w@%.\"'`-]{1,80}\sidentified\sby\s(?:values\s)?"
_CONNECTED = r"connect\sto\s\w{1,64}\suser\s\w{1,64}\susing\s"
_BEHIND = rf"(?:{MESSAGE_END}|(?=;|\s(?:default|temporary|profile|account|quota|using|replace)\s))"
_UNQUOTED = Pattern(
    rf"(?im)(?:{_IDENTIFIED}|{_CONNECTED})(?P<value>[^\s\"'\\;]{{3,}}){_BEHIND}"
    r"(?:\sreplace\s(?P<old>[^\s\"'\\;]{3,}))?"
)


def _unquoted(text: Text, position: int) -> Iterator[Span]:
    for match in _UNQUOTED.finditer(text.folded, position):
        yield match.span("value")
        if match["old"]:
            yield match.span("old")


# Statements of SQL, up to the password in quotes. A new password may follow the old one after `REPLACE`.
_SQL = (
    Lead("identified (?:with|by)", r"identified\s(?:with\s\S{1,40}\s)?by\s(?:password\s)?"),
    Lead("identified (?:with|by)", r'"\sreplace\s'),
    Lead("set password for", r"set\spassword\sfor\s\S{1,80}\s?(?:=|to)\s?(?:password\()?"),
    Lead("pragma (?:re)?key", r"pragma\s(?:re)?key\s?=\s?"),
    Lead(r"user [^ ]+ using \\*'", r"\suser\s\S{1,64}\susing\s"),
    Lead(r"password \\*'", r"(?:encrypted\s)?password\s(?=\\*')"),
    Lead(
        "exec sp_",
        r"exec\ssp_(?:(?:addlogin|setapprole)\s\\*'[^'\n]{1,64}',\s?"
        r"|addlinkedsrvlogin\s(?:(?:'[^'\n]{1,64}'|null),\s?){4})",
    ),
    Lead("authentication_string", r"authentication_string\s?=\s?password\("),
)

RULES = (
    Rule(
        name="sql-password",
        pattern=Pattern(rf"(?i){any_lead(_SQL)}{_STRING}"),
        valid=lambda value: not is_reference_or_talk(value),
        source="The manuals of MySQL, Oracle, ClickHouse and PostgreSQL.",
        keywords=keywords_of(_SQL),
        takes=(
            "CREATE USER app IDENTIFIED BY '⟦hunter22⟧'",
            "CREATE USER app IDENTIFIED WITH sha256_password BY '⟦hunter22⟧'",
            "SET PASSWORD FOR 'app'@'%' = '⟦hunter22⟧'",
            "SET PASSWORD FOR app TO '⟦hunter22⟧'",
            "SET PASSWORD FOR app = PASSWORD('⟦hunter22⟧')",
            'ALTER USER app IDENTIFIED BY "⟦hunter22⟧" REPLACE "⟦hunter23⟧"',
            "PRAGMA key = '⟦letmein⟧'",
            "CONNECT TO prod USER app USING '⟦letmein⟧'",
            "UPDATE user SET authentication_string=PASSWORD('⟦letmein⟧')",
            "EXEC sp_addlogin 'app', '⟦hunter22⟧'",
            "EXEC sp_addlinkedsrvlogin 'SRV', 'false', NULL, 'sa', '⟦hunter22⟧'",
            "EXEC sp_setapprole 'app', '⟦hunter22⟧';",
            "ALTER ROLE app WITH ENCRYPTED PASSWORD '⟦hunter22⟧'",
        ),
        leaves=(
            "CREATE USER app IDENTIFIED BY '${PASS}'",
            "ALTER ROLE app PASSWORD NULL",
            "identified by its key",
            'choose a password "strength" meter',
            "CREATE USER app IDENTIFIED BY hunter22",
            "SET PASSWORD FOR app = ''",
        ),
    ),
    Rule(
        name="sql-identified",
        pattern=_unquoted,
        valid=_is_value,
        source="Oracle: the password may have no quotes.",
        keywords=("identified by [^'\"\\\\]", "connect to "),
        values=("identified by ", "connect to [^ ]+ user [^ ]+ using [^'\"]"),
        takes=(
            "ALTER USER scott IDENTIFIED BY ⟦tiger9⟧;",
            "create user ada identified by ⟦letmein⟧",
            '{"log":"create user ada identified by ⟦letmein⟧"}',
            "CREATE USER ada IDENTIFIED BY ⟦letmein⟧ DEFAULT TABLESPACE users",
            "ALTER USER ada IDENTIFIED BY ⟦letmein⟧ ACCOUNT UNLOCK",
            "db link user=ADA identified by ⟦letmein⟧",
            "ALTER USER ada IDENTIFIED BY ⟦letmein⟧ REPLACE ⟦hunter22⟧",
            "CREATE DATABASE LINK hr CONNECT TO hr IDENTIFIED BY ⟦letmein⟧ USING 'HRDB'",
            "CONNECT TO sample USER ada USING ⟦letmein⟧",
        ),
        leaves=(
            "the user is identified by name;",
            "ALTER USER scott IDENTIFIED BY tiger9 and more",
            "ALTER USER scott IDENTIFIED BY ${PASS};",
            "requests identified by header7;",
            "CREATE USER ada IDENTIFIED BY EXTERNALLY",
            "CREATE USER ada IDENTIFIED BY PASSWORD 'x'",
        ),
    ),
    Rule(
        name="powershell",
        pattern=Pattern(
            rf"(?i)convertto-securestring(?:\s{{1,4}}(?:-string\s{{1,4}})?|\):\sname=\"String\";\svalue=){_STRING}"
        ),
        valid=_is_value,
        keywords=(r"convertto-securestring[ )]",),
        takes=(
            'ConvertTo-SecureString "⟦hunter22⟧" -AsPlainText',
            "ConvertTo-SecureString -String '⟦hunter22⟧'",
            'ParameterBinding(ConvertTo-SecureString): name="String"; value="⟦hunter22⟧"',
        ),
        leaves=('ConvertTo-SecureString "$Pass"', "ConvertTo-SecureString failed 'hunter22'"),
    ),
    Rule(
        name="powershell-pipe",
        pattern=Pattern(r"(?i)[\"'](?P<value>[^\"'\\\n\x03]{3,128})\\*[\"']\s\|\sconvertto-securestring"),
        valid=_is_value,
        keywords=(r"\| convertto-securestring",),
        takes=("'⟦hunter22⟧' | ConvertTo-SecureString -AsPlainText",),
        leaves=('"$Pass" | ConvertTo-SecureString', "'hunter22' | Out-String"),
    ),
)
