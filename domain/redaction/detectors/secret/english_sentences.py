"""Passwords and keys in English sentences and the output of set-ups: `password changed from … to …`, `seed phrase: …`.

`sentences.py` has sentences of several languages, such as `your new password is …`.
"""

import re

from domain.redaction.detectors.secret.values import LETTERS_AND_DIGITS, names_something_else
from domain.redaction.named.references import is_reference, is_reference_or_talk
from domain.redaction.pattern import Pattern
from domain.redaction.precheck import AnyMatch
from domain.redaction.rule import Rule


def _has_digits(value: str) -> bool:
    """Return whether the value has letters and digits: `changed password to never expire` is a sentence."""
    return LETTERS_AND_DIGITS.match(value) is not None and not is_reference(value)


def _is_generated(value: str) -> bool:
    """Return whether the value has letters and digits, and is not the name of a host or a file."""
    return _has_digits(value) and not names_something_else(value)


_QUOTE = r"""\\*["'`]?"""
_CHANGED = (
    r"(?:password|passwd|passphrase)\s(?:for\s\S{1,64}\s)?"
    r"(?:(?:has\sbeen|was|is\snow)\s)?(?:re)?(?:set|changed|updated|rotated)"
)
_CHANGED_KEYWORDS = ("pass(?:word|wd|phrase) [a-z0-9_.@' -]*(?:set|changed|updated|rotated) ",)
# The line ends with a colon, and the next one contains only the password.
_BELOW = Pattern(
    r"""(?i)password\s(?:to|for)\s[^\n\x03]{1,120}?:[ \t]*(?:\n|\\n)[\s\\n]{0,12}"""
    r"""(?P<value>[^\s"'\\]{8,64})(?=\s*(?:\\n|$)|\s*\n)"""
)

RULES = (
    Rule(
        name="password-changed-to",
        pattern=Pattern(
            r"""(?:set|reset|chang|updat|rotat)\w{0,4}\s(?:[\w']{1,24}\s){0,3}?(?:password|passwd|passphrase)\s
            (?:from\s\S{1,80}\s)?to\s\\*["'`]?(?P<value>[^\s"'`\\,;]{6,})""",
            re.VERBOSE | re.IGNORECASE,
        ),
        valid=_has_digits,
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
        valid=_has_digits,
        keywords=("pass(?:word|wd|phrase) from ",),
        takes=("ada changed her password from ⟦oldie22⟧ to new",),
        leaves=("changed password from never to always", "password from hunter22 to x"),
    ),
    Rule(
        name="password-was-changed-to",
        pattern=Pattern(
            rf"""{_CHANGED}\s(?:(?:from\s)?{_QUOTE}\S{{1,80}}\s)?to\s{_QUOTE}
            (?P<value>[^\s"'`\\,;]{{5,}}[^\s"'`\\,;.])""",
            re.VERBOSE | re.IGNORECASE,
        ),
        valid=_has_digits,
        keywords=_CHANGED_KEYWORDS,
        takes=(
            "Your password has been reset to ⟦hunter22⟧.",
            "password changed 'oldie22' to '⟦hunter22⟧'",
            "password was set from oldie22 to ⟦hunter22⟧",
            "the password for ada was changed to ⟦hunter22⟧",
        ),
        leaves=("password was set to expire", "password reset to hunter", "your seat was changed to 22hunter"),
    ),
    Rule(
        name="password-was-changed-from",
        pattern=Pattern(
            rf"""{_CHANGED}\s(?:from\s)?{_QUOTE}(?P<value>[^\s"'`\\,;]{{3,80}}){_QUOTE}\sto\s""",
            re.VERBOSE | re.IGNORECASE,
        ),
        valid=_has_digits,
        keywords=_CHANGED_KEYWORDS,
        takes=("password changed '⟦oldie22⟧' to 'new'", "password was set from ⟦oldie22⟧ to x"),
        leaves=("password changed from never to always", "password changed oldie22 today"),
    ),
    Rule(
        name="password-below",
        pattern=_BELOW,
        valid=_is_generated,
        source="What Jenkins and Elasticsearch write when they are set up.",
        keywords=(r":[ \t]*(?:\n|\\n)",),
        precheck=AnyMatch("password (?:to|for) "),
        takes=(
            "Please use the following password to proceed to installation:\n\n⟦«hex:32»⟧\n\nThis may also",
            "Password for the elastic user (reset with x):\n  ⟦q7Jd82mskAJ2⟧",
            r"password for ada:\n⟦q7Jd82mskAJ2⟧\n",
        ),
        leaves=(
            "password to use:\nsee below",
            "password for ada:\nhunter2222 and more",
            "password for ada:\ncluster1.org",
            "commit:\n«hex:32»",
        ),
    ),
    Rule(
        name="unseal-key",
        pattern=Pattern(r"(?:Unseal|Recovery) Key \d{1,2}:\s{1,4}(?P<value>[0-9A-Za-z+/]{32,}={0,2})"),
        source="Vault: what `operator init` prints.",
        keywords=("(?:unseal|recovery) key [0-9]",),
        takes=("Unseal Key 1: ⟦«alnum:20»/«alnum:22»=⟧", "Recovery Key 12: ⟦«alnum:44»⟧"),
        leaves=("Unseal Key 1: missing", "Unseal Key Nonce: «alnum:44»"),
    ),
    Rule(
        name="password-of",
        pattern=Pattern(
            r"""password\s (?: (?:(?:is|was|has\sbeen)\s)?(?:(?:generated|created|set|reset|changed|provided)\s)?
                for\s(?:this\s)?(?:user\s)?[\w.@%'-]{1,64}(?:\s?[:=]|\s{1,2}is) | [\w.-]{1,32}\s= )
            \s{1,4}\\*["'`]?(?P<value>[^\s"'`\\]{6,})""",
            re.VERBOSE | re.IGNORECASE,
        ),
        valid=_has_digits,
        source="What MySQL, Elasticsearch and Kibana write when they are set up.",
        keywords=(
            "password (?:(?:is|was|has been) )?(?:generated |created |set |reset |changed |provided )?for ",
            "password [a-z0-9_.-]+ = ",
        ),
        takes=(
            "A temporary password is generated for root@localhost: ⟦k#2Lq!wZp9aR⟧",
            "Password for user elastic: ⟦q7Jd82mskAJ2⟧",
            "PASSWORD kibana = ⟦q7Jd82mskAJ2⟧",
            "A temporary password is provided for this session: ⟦q7Jd82mskAJ2⟧",
            "Password for user ada@example.org  is ⟦q7Jd82mskAJ2⟧",
        ),
        leaves=(
            "Password for ada@EXAMPLE.ORG: ",
            "password changed for user ada",
            "password for ada: changed",
            "password max = hunter",
        ),
    ),
    Rule(
        name="passphrase",
        pattern=Pattern(
            r"(?i)(?:passphrase|psk)(?:\\*[\"']?\s?[=:]\s?\\*[\"']?|\s\\*[\"'])"
            r"(?P<value>(?-i:[a-z]+(?:[ ][a-z]+){1,8}))(?=\\*[\n\"']|$)"
        ),
        valid=lambda value: not is_reference_or_talk(value),
        source="wpa_supplicant(8): a passphrase may have spaces.",
        keywords=(r"(?:passphrase|psk)[\\\"']* ?[=:]? ?[\\\"']*[a-z]+ [a-z]",),
        takes=(
            "wpa_passphrase=⟦correct horse⟧",
            'psk="⟦correct horse battery⟧"',
            "passphrase: ⟦open sesame⟧",
            'passphrase "⟦blue bell rings⟧"',
        ),
        leaves=(
            "passphrase: not set",
            "passphrase: wrong passphrase",
            "passphrase: correct horse, try again",
            "passphrase: letmein",
            ":passphrase: Secret used to encrypt",
        ),
    ),
    Rule(
        name="recovery-phrase",
        pattern=Pattern(
            r"(?i)(?:mnemonic|(?:seed|recovery|secret|backup)[ _-]?(?:phrase|words))[\W_]{1,32}"
            r"(?P<value>[a-z]{3,8}(?: [a-z]{3,8}){11,23})(?! ?[a-z])"
        ),
        source="BIP 39: 12 to 24 words of three to eight letters.",
        keywords=("mnemonic", "(?:seed|recovery|secret|backup)[ _-]?(?:phrase|words)"),
        takes=(
            f'mnemonic="⟦{" ".join(["abandon"] * 11)} about⟧"',
            f"seed phrase: ⟦{' '.join(['zoo'] * 12)}⟧",
            f"Seed Phrase:           ⟦{' '.join(['zoo'] * 12)}⟧  |",
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
