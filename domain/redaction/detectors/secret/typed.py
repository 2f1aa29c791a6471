"""Passwords that a program types into a field or a prompt: `sendKeys("…") to element By.id: password`."""

from domain.redaction.detectors.secret.commands.values import is_password
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule

_FIELD = r"(?:password|passwd|passcode|passphrase|pwd)(?![A-Za-z])"
_SEND = r"(?:exp_)?send\s(?:--\s)?"
# Expect: `expect "assword:"; send "…\r"`.
_AFTER_PROMPT = rf"assword:[^\n\x03]{{0,40}}?{_SEND}"
_TYPES = rf"send_?keys\(|typing\stext\s|{_SEND}"
_QUOTED = r"\\*[\"'](?P<value>[^\s\"'\\]{3,64})(?:\\+[nr])?\\*[\"']"
# `… to element By.id: password`, `… after "assword:"`
_BEHIND = rf"\)?\s(?:in)?to\s[^\n\x03]{{0,60}}?{_FIELD}|[^\n\x03]{{0,40}}assword:"

RULE = Rule(
    name="typed",
    pattern=Pattern(rf"(?i)(?:(?P<prompt>{_AFTER_PROMPT})|{_TYPES}){_QUOTED}(?(prompt)|(?={_BEHIND}))"),
    valid=is_password,
    source="Selenium, Robot Framework, Expect.",
    keywords=(
        "send_?keys\\(.*pass",
        "typing text .*(?:passw|passc|passp|pwd)",
        "assword:.*send ",
        "send .*assword:",
    ),
    takes=(
        'sendKeys("⟦hunter22⟧") to element By.id: password',
        "INFO Typing text '⟦letmein⟧' into text field 'id=password'.",
        r'exp_send "⟦hunter22⟧\r" after "assword:"',
        r'expect "assword:"; send -- "⟦letmein⟧\r"',
    ),
    leaves=(
        'sendKeys("hunter22") to element By.id: user_passwords',
        "Typing text 'letmein' into text field 'id=name'.",
        r'expect "login:"; send "ada7\r"',
        'sendKeys("${PASSWORD}") to element By.id: password',
    ),
)
