r"""Passwords on the standard input of a command: `echo … | sudo -S`, `kinit <<< …`, `expect "assword:"; send "…\r"`."""

from domain.redaction.detectors.secret.commands.arguments import QUOTE
from domain.redaction.detectors.secret.passwords import is_password
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule

_VALUE = r"(?P<value>(?<=[\"'])[^\"'\\\n\x03]{3,128}|[^\s\"'\\|;&<>]{3,128})"
# Commands behind `|` that read only a password from their standard input.
_READERS = (
    r"(?:sudo\s)?(?:anydesk\s--set-password|passwd\s--stdin|cryptsetup\s|kinit\s|smbpasswd\s-s)",
    r"(?:/[\w./-]{1,40}/)?sudo\s-[A-Za-z]{0,8}S",
    # `docker login -u ada --password-stdin`, `gpg --passphrase-fd 0`
    r"[\w./-]{2,40}\s[^|\n\x03]{0,160}?-(?:pass(?:word|wd|phrase)?|token|secret|key)-(?:stdin\b|fd[\s=]0)",
)
# Commands before `<<<` that do.
_READERS_OF_STRING = (
    r"kinit|vncpasswd|cryptsetup|sudo\s-S|passwd\s--stdin|openconnect|adcli|realm",
    # `rsync --password-file=/dev/stdin`, `sshfs -o password_stdin`
    r"[\w-]{1,20}\s[^|;\n\x03]{0,80}[- ]pass[\w-]{0,12}(?:[= ]/dev/stdin|[_-]stdin)",
)
# `ada:`, before the password that `chpasswd` reads.
_USER = rf"{QUOTE}[\w.-]{{1,40}}:"
_ECHOED_USER = rf"echo\s(?:-\w{{1,3}}\s)?{_USER}(?=[^|\n]{{1,80}}\|\s?(?:sudo\s)?chpasswd)"

# What Expect sends behind a prompt, or before it: `expect "assword:"; send "…\r"`, `send "…\r" at "assword:"`.
_SEND = r"(?:exp_)?send\s(?:--\s)?"
_SENT = r"\\*[\"'](?P<value>[^\s\"'\\]{3,64})(?:\\+[nr])?\\*[\"']"
_PROMPT = "assword:"

RULES = (
    Rule(
        name="command-piped",
        pattern=Pattern(
            rf"(?:echo|printf)\s(?:-[A-Za-z]{{1,3}}\s|\\*[\"']%s(?:\\+n)?\\*[\"']\s)?{QUOTE}{_VALUE}(?:\\+n)?{QUOTE}"
            rf"\s?\|\s?(?:{'|'.join(_READERS)})"
        ),
        valid=is_password,
        keywords=(
            r"\| ?(?:sudo |/[a-z/.-]*/)?(?:sudo -[a-z]*s|anydesk --set|passwd --stdin|cryptsetup |kinit |smbpasswd -s)",
            r"(?:echo|printf) [^|]*\|.*-(?:pass(?:word|wd|phrase)?|token|secret|key)-(?:stdin|fd)",
        ),
        takes=(
            "echo '⟦hunter22⟧' | sudo -S apt update",
            "printf ⟦hunter22⟧|sudo -kS id",
            r"printf '⟦hunter22⟧\n' | sudo -S id",
            "printf '%s\\n' '⟦two words⟧' | cryptsetup open /dev/sdb1 x -",
            "echo -n ⟦hunter22⟧ | kinit ada@EXAMPLE.ORG",
            "echo ⟦hunter22⟧ | sudo passwd --stdin ada",
            "echo ⟦hunter22⟧ | smbpasswd -s -a ada",
            "echo ⟦hunter22⟧ | docker login -u ada --password-stdin",
            "echo ⟦hunter22⟧ | gpg --batch --passphrase-fd 0 -d a",
            "echo ⟦hunter22⟧ | tool --api-token-stdin",
            "echo ⟦hunter22⟧ | anydesk --set-password",
            "echo ⟦hunter22⟧ | /usr/local/bin/sudo -S id",
        ),
        leaves=(
            "echo $PW | sudo -S id",
            "echo hunter22 | sudo tee a",
            "echo hunter22 or letmein | sudo -S id",
            "hunter22 | sudo -S id",
            "echo hunter22 | tool --stdin",
            "echo hunter22 | tool | tool --password-stdin",
            "echo hunter22 | gpg --passphrase-fd 3 -d a",
            "echo hunter22 | tool --password-stdinx",
        ),
    ),
    Rule(
        name="command-here-string",
        pattern=Pattern(rf"(?<![\w.-])(?:{'|'.join(_READERS_OF_STRING)})\s[^|;\n\x03]{{0,160}}?<<<\s?{QUOTE}{_VALUE}"),
        valid=is_password,
        keywords=(
            "(?:kinit|vncpasswd|cryptsetup|sudo -s|passwd --stdin|openconnect|adcli|realm) .*<<<",
            "pass[a-z-]*(?:[= ]/dev/|[_-])stdin .*<<<",
        ),
        takes=(
            "kinit ada@EXAMPLE.ORG <<< ⟦hunter22⟧",
            "kinit ada@EXAMPLE.ORG <<< ⟦hunter22⟧ -V",
            "rsync --password-file=/dev/stdin ada@h::m <<< ⟦hunter22⟧",
            "sudo -S id <<<'⟦two words⟧'",
            "cryptsetup open x y <<< ⟦hunter22⟧",
            "vncpasswd -f <<< ⟦hunter22⟧",
            "sshfs -o password_stdin ada@h:/ /mnt <<< ⟦hunter22⟧",
        ),
        leaves=("kinit ada <<< $PW", "cat <<< hunter22", "my-kinit <<< hunter22", "kinit; cat <<< hunter22"),
    ),
    Rule(
        name="command-substituted",
        pattern=Pattern(
            r"(?:-pass[\w-]{0,16}[= ]<\(|(?i:passw[\w-]{0,8}(?:command|cmd|eval))[= ]\\*[\"'])"
            r"echo\s(?:-n\s)?(?:\\*[\"'])?(?P<value>[^\s\"'\\)]{3,128})"
        ),
        valid=is_password,
        keywords=(r"<\(echo ", r"(?:command|cmd|eval)[= ]\\*[\"']echo "),
        takes=(
            "geth --password <(echo ⟦hunter22⟧)",
            "rsync --password-file=<(echo ⟦hunter22⟧) a b",
            "impala-shell --ldap_password_cmd='echo -n ⟦hunter22⟧'",
            "restic --password-command 'echo ⟦hunter22⟧'",
        ),
        leaves=("geth --password <(echo $PW)", "diff <(echo hunter22) b", "geth --password <(cat hunter22)"),
    ),
    Rule(
        name="command-chpasswd",
        pattern=Pattern(
            rf"(?:{_ECHOED_USER}|chpasswd(?:\s-\w+)?\s?<<<\s?{_USER})"
            rf"(?P<value>[^\s\"'\\]{{3,}})"
        ),
        valid=is_password,
        keywords=("chpasswd",),
        takes=(
            "echo 'ada:⟦hunter22⟧' | chpasswd",
            "echo -n ada:⟦hunter22⟧ | sudo chpasswd",
            "chpasswd <<< 'ada:⟦hunter22⟧'",
            "chpasswd -e <<<ada:⟦hunter22⟧",
        ),
        leaves=("echo ada:$PW | chpasswd", "echo 'ada:hunter22' | cat", "chpasswd < ada:hunter22"),
    ),
    Rule(
        name="command-expect",
        pattern=Pattern(
            rf"(?i)(?:(?P<prompt>{_PROMPT}[^\n\x03]{{0,40}}?{_SEND})|{_SEND}){_SENT}"
            rf"(?(prompt)|(?=[^\n\x03]{{0,40}}{_PROMPT}))"
        ),
        valid=is_password,
        source="Expect: what a script sends at a prompt.",
        keywords=("assword:",),
        values=("send ",),
        takes=(
            r'exp_send "⟦hunter22⟧\r" after "assword:"',
            r'expect "assword:"; send -- "⟦letmein⟧\r"',
        ),
        leaves=(
            r'expect "login:"; send "ada7\r"',
            r'expect "assword:"; send "${PASSWORD}\r"',
        ),
    ),
)
