"""Passwords and keys that set-ups and programs print: `Unseal Key 1: …`, `seed phrase: …`.

`stated.py` has sentences of several languages, such as `your new password is …`; `mentioned/` finds values that look
like secrets wherever a sentence names one.
"""

from collections.abc import Iterator

from domain.redaction.detectors.secret.named.forms import LETTERS_AND_DIGITS, names_something_else
from domain.redaction.detectors.signs import ASSIGNS_VALUE
from domain.redaction.named.references import is_reference, is_reference_or_talk
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.precheck import AnyMatch
from domain.redaction.text import Span, Text


def _has_digits(value: str) -> bool:
    """Return whether the value has letters and digits: `changed password to never expire` is a sentence."""
    return LETTERS_AND_DIGITS.match(value) is not None and not is_reference(value)


def _is_generated(value: str) -> bool:
    """Return whether the value has letters and digits, and is not the name of a host or a file."""
    return _has_digits(value) and not names_something_else(value)


# A line that ends with a colon, and the next one, which contains only the password.
_LINE_ABOVE = r"(?i)password\s(?:to|for)\s[^\n\x03]{1,120}?:[ \t]*(?:\n|\\n)[\s\\n]{0,12}"
_BELOW = Pattern(_LINE_ABOVE + r"(?P<value>[^\s\"'\\]{8,64})(?=\s*(?:\\n|$)|\s*\n)")

# `'…' != '…' : passwords differ`
_FIRST, _SECOND = (rf"\\*[\"'](?P<{name}>[^\"'\n\\\x03]{{4,128}})\\*[\"']" for name in ("first", "second"))
_DIFFER = r"passw(?:or)?ds?\s(?:\w{1,12}\s)?(?:mismatch|differ|(?:did|do|does)(?:\snot|n't)\smatch)"
_WITH_STORED = Pattern(
    rf"(?i)compar(?:ed|ing)\s{_FIRST}\s(?:with|to|against)\s(?:the\s)?(?:stored|saved)\s(?:password\s)?(?:hash|password)(?!\sof)"
)
_COMPARED = Pattern(rf"(?i){_FIRST}\s?(?:!==?|<>)\s?{_SECOND}\s?[:,(-]\s?(?:the\s)?{_DIFFER}")


def _compared(text: Text, _position: int) -> Iterator[Span]:
    for match in _COMPARED.finditer(text.folded):
        yield match.span("first")
        yield match.span("second")
    for match in _WITH_STORED.finditer(text.folded):
        if not names_something_else(match["first"]):
            yield match.span("first")


# `wpa_passphrase=correct horse`, `psk="…"`, `shared secret "…"`, `passphrase is "…"`; several words in lower case.
_VERB_AND_QUOTE = r"\s(?:(?:is|was|will\sbe|set\sto|changed\sto)\s)?\\*[\"']"
_PASSPHRASE = Pattern(
    rf"(?i)(?:passphrase|psk|shared\ssecret)(?:{ASSIGNS_VALUE}|{_VERB_AND_QUOTE})"
    r"(?P<value>(?-i:[a-z]+(?:[ ][a-z0-9]+){1,8}))(?=\\*[\n\"']|$)"
)

# `TOTP seed for device 3: JBSWY3DP…`, `setup key JBSW Y3DP EHPK 3PXP`: base32 with at least one digit.
_SEED = (
    r"(?:totp|otp|2fa|mfa|two-factor|authenticator|setup|enroll?ment)[ _-](?:seed|secret|key)\b"
    r"[^\n:=\"'\x03]{0,32}?[ :=\"']{1,4}"
)
_BASE32 = r"(?P<value>[A-Z2-7]{16,64}|[A-Z2-7]{4}(?:[ -][A-Z2-7]{4}){3,15})"
_SEED_OF_CODES = Pattern(rf"(?i){_SEED}(?-i:(?=[A-Z ]*[2-7]){_BASE32})(?![0-9A-Za-z])")

# `security question: first pet, answer=Rex`, `secret question answered with '…'`, `security answer for ada: …`
_QUESTION = (
    r"(?:(?:security|secret)\squestion|maiden\sname)[^\n=\x03]{0,48}?"
    r"\banswer(?:ed)?(?:\s(?:with|is|was))?"
)
_ANSWER = r"(?:security|secret)\sanswer[^\n=:\"'\x03]{0,32}?"
_QUOTED_OR_WORD = r"(?P<value>(?<=[\"'])[^\"'\n\\]{3,64}|[^\s\"'\\,;]{3,64})"
_SECURITY_ANSWER = Pattern(rf"(?i)(?:{_QUESTION}|{_ANSWER})(?:\s?[=:]\s?(?:\\*[\"'])?|\s\\*[\"']){_QUOTED_OR_WORD}")

RULES = (
    Rule(
        name="compared",
        pattern=_compared,
        valid=lambda value: not is_reference_or_talk(value),
        source="The assertions of Python's unittest.",
        keywords=(
            r"[\"'] ?(?:!==?|<>) ?\\*[\"'][^\"']*[\"'] ?[:,(-] ?(?:the )?passw",
            r"compar(?:ed|ing) \\*[\"']",
        ),
        takes=(
            "AssertionError: '⟦letmein⟧' != '⟦hunter22⟧' : passwords differ",
            'failed: "⟦letmein⟧" <> "⟦hunter22⟧", the password does not match',
            "'⟦letmein⟧' != '⟦hunter22⟧' - passwords don't match",
            "'⟦letmein⟧' !== '⟦open sesame⟧' (password mismatch)",
            'comparing "⟦letmein⟧" with stored hash',
            "compared '⟦letmein⟧' to the saved password hash",
            "comparing '⟦letmein⟧' against the stored password",
        ),
        leaves=(
            "'letmein' != 'hunter22' : names differ",
            'comparing "letmein" with stored branch',
            'comparing "a.txt" with stored hash',
            'comparing "letmein" with stored hash of file',
            "'letmein' == 'hunter22' : passwords differ",
            "'letmein' != 'hunter22' : password policy",
            "'${A}' != '${B}' : passwords differ",
            "letmein != hunter22 : passwords differ",
        ),
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
        name="recovery-key",
        pattern=Pattern(
            r"(?i)(?:recovery|bitlocker)[ _-](?:key|password)\W{1,16}(?P<value>(?:\d{6}-){7}\d{6})(?![\d-])"
        ),
        source="BitLocker: eight groups of six digits.",
        keywords=("(?:recovery|bitlocker)[ _-](?:key|password)",),
        takes=(
            f"Recovery Key: ⟦{'-'.join(['493027'] * 8)}⟧",
            f"bitlocker_password=⟦{'-'.join(['493027'] * 8)}⟧",
        ),
        leaves=(f"recovery key {'-'.join(['493027'] * 9)}", f"recovery key {'-'.join(['493027'] * 7)}"),
    ),
    Rule(
        name="passphrase",
        pattern=_PASSPHRASE,
        valid=lambda value: not is_reference_or_talk(value),
        source="wpa_supplicant(8): a passphrase may have spaces.",
        keywords=(
            r"(?:passphrase|psk|shared secret)[\\\"']* ?[=:]? ?[\\\"']*[a-z]+ [a-z0-9]",
            r"(?:passphrase|psk|shared secret) (?:is|was|will be|set to|changed to) [\\\"']",
        ),
        takes=(
            "wpa_passphrase=⟦correct horse⟧",
            'psk="⟦correct horse battery⟧"',
            'using shared secret "⟦three blind mice⟧" for webhooks',
            'unlock it with the passphrase "⟦open sesame 7⟧"',
            'the new passphrase will be "⟦green tea at nine⟧"',
            'encryption passphrase set to "⟦quick brown fox⟧"',
            'passphrase is "⟦quick brown fox⟧"',
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
        name="seed-of-codes",
        pattern=_SEED_OF_CODES,
        source="RFC 4648 (base32), as authenticators show their seeds.",
        keywords=("(?:otp|2fa|mfa|factor|authenticator|setup|enroll?ment)[ _-](?:seed|secret|key)",),
        takes=(
            "TOTP seed for device 3: ⟦JBSWY3DPEHPK3PXPJBSWY3DPEH⟧",
            "2FA seed ⟦JBSWY3DPEHPK3PXP⟧ stored",
            "enrolment QR: setup key ⟦JBSW Y3DP EHPK 3PXP⟧ shown",
        ),
        leaves=(
            "setup key ALREADYCONFIGURED",
            "setup key JBSWY3DPEHPK3PXP9",
            "totp seedling JBSWY3DPEHPK3PXP",
            "setup key\n\n\n\nJBSWY3DPEHPK3PXP",
        ),
    ),
    Rule(
        name="security-answer",
        pattern=_SECURITY_ANSWER,
        valid=lambda value: not is_reference_or_talk(value),
        keywords=("(?:security|secret) (?:question|answer)", "maiden name"),
        takes=(
            "security answer for joe: ⟦fluffy⟧ was wrong",
            "security question: first pet, answer=⟦Rex⟧",
            "mother's maiden name answer=⟦hopkins⟧",
            'user 331 set secret answer "⟦Fluffy the cat⟧"',
            "secret question answered with '⟦fluffy⟧'",
            "security question: mother's maiden name, answer=⟦Kowalczyk⟧",
        ),
        leaves=(
            "security answer for joe: missing",
            "secret question answered with success",
            "security question: mother's maiden name",
            "maiden name of the answering machine",
            "maiden name unanswered=hunter22",
        ),
    ),
    Rule(
        name="recovery-phrase",
        pattern=Pattern(
            r"(?i)(?:mnemonic|wallet[ _-]seed|(?:seed|recovery|secret|backup)[ _-]?(?:phrase|words))[\W_]{1,32}"
            r"(?P<value>[a-z]{3,8}(?: [a-z]{3,8}){11,23})(?! ?[a-z])"
        ),
        source="BIP 39: 12 to 24 words of three to eight letters.",
        keywords=("mnemonic", "wallet[ _-]seed", "(?:seed|recovery|secret|backup)[ _-]?(?:phrase|words)"),
        takes=(
            f'mnemonic="⟦{" ".join(["abandon"] * 11)} about⟧"',
            f"seed phrase: ⟦{' '.join(['zoo'] * 12)}⟧",
            f"Seed Phrase:           ⟦{' '.join(['zoo'] * 12)}⟧  |",
            f"wallet seed: ⟦{' '.join(['zoo'] * 12)}⟧",
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
