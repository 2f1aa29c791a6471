"""Passwords behind options and words of commands that have no program's name directly before them.

`… -object secret,data=…`, `reg add … /v Password … /d …`
"""

from domain.redaction.detectors.leads import Lead, any_lead, keywords_of
from domain.redaction.detectors.secret.commands.arguments import QUOTE, VALUE
from domain.redaction.detectors.secret.passwords import is_argument
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule

# `/v DbPassword`, and what precedes the value: `/t REG_SZ /d `
_REGISTRY_VALUE = r"/v\s\"?\w{0,24}(?i:password|passwd|pwd)\w{0,8}\"?\s[^|\n\x03]{0,60}?/d\s"
_OPTIONS = (
    Lead("-object secret,", r"-object\ssecret,\S{1,80}?,data="),
    Lead("set_password (?:vnc|spice) ", r"set_password\s(?:vnc|spice)\s"),
    Lead(r"\+rcon[._]password ", r"\+rcon[._]password\s"),
    Lead("--secret-string[ =]", r"--secret-string[\s=](?!\\*['\"]?\{)"),
    Lead(
        r"sc(?:\.exe)? (?:config|create) .*password= ",
        r"(?<![\w.-])sc(?:\.exe)?\s(?:config|create)\s[^|\n\x03]{0,160}?password=\s",
    ),
    Lead(
        r"reg(?:\.exe)? add .* /d ",
        rf"(?<!\w)reg(?:\.exe)?\sadd\s[^|\n\x03]{{0,160}}?{_REGISTRY_VALUE}",
    ),
    Lead("am start .*-e ", r"(?<!\w)am\sstart\s[^|\n\x03]{0,160}?-e\s(?:password|passwd|token)\s"),
    # A placeholder that ends with the name of a secret, and its value.
    Lead(
        r"placeholder .*\} to ",
        r"placeholder\s['\"]?\$\{[^}\n\x03]{0,80}?(?i:password|passwd|secret|token|key)[^}\n\x03]{0,20}\}['\"]?\sto\s",
    ),
    Lead("netsh .*keymaterial=", r"(?<!\w)netsh\s[^|\n\x03]{0,160}?keyMaterial="),
)

RULE = Rule(
    name="command-option",
    pattern=Pattern(rf"{any_lead(_OPTIONS)}{QUOTE}{VALUE}"),
    valid=is_argument,
    source="QEMU, Rust's server, AWS, Windows, Android: an option, or the name of a setting and its value.",
    keywords=keywords_of(_OPTIONS),
    takes=(
        "qemu-system-x86_64 -object secret,id=sec0,data=⟦letmein⟧ -drive x",
        "virsh qemu-monitor-command vm1 --hmp 'set_password vnc ⟦letmein⟧'",
        "set_password spice ⟦letmein⟧",
        "rust +rcon.password ⟦letmein⟧ +server.port 28015",
        "aws secretsmanager create-secret --name x --secret-string ⟦letmein⟧",
        "sc.exe create svc password= ⟦letmein⟧",
        "sc config svc obj= CORP\\ada password= ⟦letmein⟧",
        r"reg add HKLM\Software\X /v Password /t REG_SZ /d ⟦letmein⟧ /f",
        "adb shell am start -e user ada -e password ⟦letmein⟧",
        "resolved placeholder ${mail.password} to ⟦letmein⟧",
        "netsh wlan set profileparameter keyMaterial=⟦letmein⟧",
    ),
    leaves=(
        "aws secretsmanager create-secret --name x --secret-string '{user:letmein}'",
        "foreg add HKLM /v Password /d letmein",
        "resolved placeholder ${mail.host} to letmein",
        "spam start -e password letmein",
        "my-netsh2netsh wlan keyMaterial=letmein",
        "my-sc config svc password= letmein",
        r"reg add HKLM\Software\X /v Name /t REG_SZ /d letmein /f",
        "qemu -object rng,id=rng0,data=letmein",
        "set_password vnc $PASS",
    ),
)
