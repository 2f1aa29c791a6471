r"""Passwords that a script types at a prompt: `expect "assword:"; send "…\r"`."""

from domain.redaction.detectors.secret.commands.values import is_password
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule

_SEND = r"(?:exp_)?send\s(?:--\s)?"
_QUOTED = r"\\*[\"'](?P<value>[^\s\"'\\]{3,64})(?:\\+[nr])?\\*[\"']"
_PROMPT = "assword:"

RULE = Rule(
    name="typed",
    pattern=Pattern(
        rf"(?i)(?:(?P<prompt>{_PROMPT}[^\n\x03]{{0,40}}?{_SEND})|{_SEND}){_QUOTED}(?(prompt)|(?=[^\n\x03]{{0,40}}{_PROMPT}))"
    ),
    valid=is_password,
    source="Expect.",
    keywords=("assword:.*send ", "send .*assword:"),
    takes=(
        r'exp_send "⟦hunter22⟧\r" after "assword:"',
        r'expect "assword:"; send -- "⟦letmein⟧\r"',
    ),
    leaves=(
        r'expect "login:"; send "ada7\r"',
        r'expect "assword:"; send "${PASSWORD}\r"',
    ),
)
