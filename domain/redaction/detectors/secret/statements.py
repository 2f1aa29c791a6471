"""Passwords in SQL, in PowerShell and in sentences: `IDENTIFIED BY '…'`, `password changed from … to …`."""

import re

from domain.redaction.detectors.secret.references import is_reference
from domain.redaction.detectors.secret.values import LETTERS_AND_DIGITS
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule

# A value ends at its quote or where the text that it is in ends (`BORDER`), however long it is.
_STRING = r"\\*[\"'](?P<value>[^\"'\\\x03]{3,})"


def _is_value(value: str) -> bool:
    return not is_reference(value)


def _is_no_talk(value: str) -> bool:
    """`changed password to never expire` is talk."""
    return LETTERS_AND_DIGITS.match(value) is not None and _is_value(value)


RULES = (
    Rule(
        name="sql-password",
        pattern=Pattern(
            rf"""(?: identified\s(?:with\s\S{{1,40}}\s)?by\s(?:password\s)?
                | set\spassword\sfor\s\S{{1,80}}\s?(?:=|to)\s?(?:password\()?
                | (?:encrypted\s)?password\s(?=\\*') )
            {_STRING}""",
            re.VERBOSE | re.IGNORECASE,
        ),
        valid=_is_value,
        source="The manuals of MySQL, Oracle, ClickHouse and PostgreSQL.",
        keywords=("identified (?:with|by)", "set password for", r"password \\*'"),
        takes=(
            "CREATE USER app IDENTIFIED BY '⟦hunter22⟧'",
            "CREATE USER app IDENTIFIED WITH sha256_password BY '⟦hunter22⟧'",
            "SET PASSWORD FOR 'app'@'%' = '⟦hunter22⟧'",
            "SET PASSWORD FOR app TO '⟦hunter22⟧'",
            "SET PASSWORD FOR app = PASSWORD('⟦hunter22⟧')",
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
        name="powershell",
        pattern=Pattern(rf"(?i)convertto-securestring\s{{1,4}}(?:-string\s{{1,4}})?{_STRING}"),
        valid=_is_value,
        keywords=("convertto-securestring ",),
        takes=('ConvertTo-SecureString "⟦hunter22⟧" -AsPlainText', "ConvertTo-SecureString -String '⟦hunter22⟧'"),
        leaves=('ConvertTo-SecureString "$Pass"', "ConvertTo-SecureString failed 'hunter22'"),
    ),
    Rule(
        name="password-changed-to",
        pattern=Pattern(
            r"""(?:set|reset|chang|updat|rotat)\w{0,4}\s(?:[\w']{1,24}\s){0,3}?(?:password|passwd|passphrase)\s
            (?:from\s\S{1,80}\s)?to\s\\*["'`]?(?P<value>[^\s"'`\\,;]{6,})""",
            re.VERBOSE | re.IGNORECASE,
        ),
        valid=_is_no_talk,
        keywords=("pass(?:word|wd|phrase) (?:from|to) ",),
        takes=("ada changed her password to ⟦hunter22⟧ on db1", "reset password from old to '⟦hunter22⟧'"),
        leaves=("changed password to never expire", "changed password to comply with rule12", "password to hunter22"),
    ),
    Rule(
        name="password-changed-from",
        pattern=Pattern(
            r"""(?:set|reset|chang|updat|rotat)\w{0,4}\s(?:[\w']{1,24}\s){0,3}?(?:password|passwd|passphrase)\s
            from\s\\*["'`]?(?P<value>[^\s"'`\\,;]{1,})\\*["'`]?\sto\s""",
            re.VERBOSE | re.IGNORECASE,
        ),
        valid=_is_no_talk,
        keywords=("pass(?:word|wd|phrase) from ",),
        takes=("ada changed her password from ⟦oldie22⟧ to new",),
        leaves=("changed password from never to always", "password from hunter22 to x"),
    ),
    Rule(
        name="password-of",
        pattern=Pattern(
            r"""password\s (?: (?:(?:is|was|has\sbeen)\s)?(?:(?:generated|created|set|reset|changed)\s)?
                for\s(?:the\s)?(?:user\s)?[\w.@%'-]{1,64}\s?[:=] | [\w.-]{1,32}\s= )
            \s{1,4}\\*["'`]?(?P<value>[^\s"'`\\]{6,})""",
            re.VERBOSE | re.IGNORECASE,
        ),
        valid=_is_no_talk,
        source="What MySQL, Elasticsearch and Kibana write when they are set up.",
        keywords=(
            "password (?:(?:is|was|has been) )?(?:generated |created |set |reset |changed )?for ",
            "password [a-z0-9_.-]+ = ",
        ),
        takes=(
            "A temporary password is generated for root@localhost: ⟦k#2Lq!wZp9aR⟧",
            "Password for user elastic: ⟦q7Jd82mskAJ2⟧",
            "PASSWORD kibana = ⟦q7Jd82mskAJ2⟧",
        ),
        leaves=(
            "Password for ada@EXAMPLE.ORG: ",
            "password changed for user ada",
            "password for ada: changed",
            "password max = hunter",
        ),
    ),
    Rule(
        name="recovery-phrase",
        pattern=Pattern(
            r"(?i)(?:mnemonic|(?:seed|recovery|secret|backup)[ _-]?(?:phrase|words))[\W_]{1,8}"
            r"(?P<value>[a-z]{3,8}(?: [a-z]{3,8}){11,23})(?![a-z ])"
        ),
        source="BIP 39: 12 to 24 words of three to eight letters.",
        keywords=("mnemonic", "(?:seed|recovery|secret|backup)[ _-]?(?:phrase|words)"),
        takes=(
            f'mnemonic="⟦{" ".join(["abandon"] * 11)} about⟧"',
            f"seed phrase: ⟦{' '.join(['zoo'] * 12)}⟧",
            f"seed words: ⟦{' '.join(['zoo'] * 12)}⟧",
        ),
        leaves=(
            "mnemonic: mov",
            "recovery phrase: abandon abandon about",
            f"words: {' '.join(['zoo'] * 12)}",
            f"secret words: {' '.join(['zoo'] * 30)}",
        ),
    ),
)
