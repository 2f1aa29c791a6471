"""Passwords whose role follows them: `use … as the password`, `'…' is not the correct password`."""

from collections.abc import Iterator

from domain.redaction.detectors.secret.sentences.stated import PLAIN, is_stated_password
from domain.redaction.detectors.signs import MESSAGE_END
from domain.redaction.named.references import is_reference_or_talk
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.text import Span, Text

# `used … as the password`, `with … as password`
_VERBS_BEFORE = "use|used|using|tried|entered|typed|chose|picked|with|and"
_AS_PASSWORD = Pattern(
    rf"\b(?:{_VERBS_BEFORE})\s{PLAIN}(?=\sas\s(?:(?:the|a|my|his|her|your|their)\s)?(?:new\s)?(?:password|passphrase)"
    rf"\W?(?:{MESSAGE_END}|\s(?:for|on|at|to|and)\s))"
)


def _as_passwords(text: Text, _position: int) -> Iterator[Span]:
    for match in _AS_PASSWORD.finditer(text.folded):
        if is_stated_password(match["plain"], may_be_word=True):
            yield match.span("plain")


# `'…' is not the correct password`, `… is the passphrase`
_IS_PASSWORD = Pattern(
    r"(?i)(?<![\w.-])(?:(?P<quote>\\*[\"'`])(?P<quoted>[^\"'`\\\s]{4,64})(?P=quote)|(?P<value>[\w.!#$%&*+@-]{6,64}))"
    r"\sis\s(?:not\s)?(?:an?|the|your)\s(?:(?:correct|valid|right|wrong|new|old|current)\s)?"
    rf"(?:password|passphrase|passcode)\W?(?:{MESSAGE_END}|(?=\s(?:for|of|on)\s))"
)


def _that_are_passwords(text: Text, _position: int) -> Iterator[Span]:
    for match in _IS_PASSWORD.finditer(text.folded):
        if match["quoted"] and not is_reference_or_talk(match["quoted"]):
            yield match.span("quoted")
        elif match["value"] and is_stated_password(match["value"], may_be_word=False):
            yield match.span("value")


RULES = (
    Rule(
        name="as-password",
        pattern=_as_passwords,
        keywords=(" as (?:(?:the|a|my|his|her|your|their) )?(?:new )?pass(?:word|phrase)",),
        takes=(
            "use ⟦letmein⟧ as the password",
            "ada logged in using ⟦letmein⟧ as password.",
            "tried root with ⟦letmein⟧ as his new passphrase for db1",
        ),
        leaves=(
            "use email as password manager",
            "using the same as the password",
            "reuse letmein as the password",
            "letmein as the password",
            "use pluginname as password plugin",
        ),
    ),
    Rule(
        name="is-password",
        pattern=_that_are_passwords,
        keywords=(
            " is (?:not )?(?:an?|the|your) (?:correct |valid |right |wrong |new |old |current )?pass(?:word|phrase|co)",
        ),
        takes=(
            "'⟦letmein⟧' is not the correct password",
            "⟦hunter22⟧ is not a valid password for ada",
            "⟦hunter22⟧ is the passphrase",
            '{"log":"⟦hunter22⟧ is the passphrase"}',
            "⟦hunter22⟧ is the passphrase.",
        ),
        leaves=(
            "letmein is not a valid password",
            "'hunter22' is the password file",
            "'required' is not a valid password",
            "'letmein' is a valid user",
            "x.'hunter22 is a valid password manager",
        ),
    ),
)
