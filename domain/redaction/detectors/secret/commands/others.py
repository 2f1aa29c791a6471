"""Passwords in commands that the notation of `programs.py` cannot describe: `htpasswd -b FILE USER PASSWORD`."""

import re

from domain.redaction.detectors.leads import Lead, any_lead, keywords_of
from domain.redaction.detectors.secret.commands.arguments import QUOTE, VALUE
from domain.redaction.detectors.secret.passwords import is_argument, is_password
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule

_NET = Rule(
    name="command-net",
    pattern=Pattern(
        r"""(?<![\w.-])net(?:\.exe)?\s+user?\s+(?:\\\\\S+|[\w*:]+(?:\s+\\\\\S+)?)\s+(?:/user:\S+\s(?P<last>))?
        (?P<value>[^\s"'\\/*|;&][^\s"'\\|;&]{2,})(?(last)|(?=\s+/))""",
        re.VERBOSE | re.IGNORECASE,
    ),
    valid=is_password,
    source="Windows: NET USE and NET USER.",
    keywords=(r"net(?:\.exe)? +user? ",),
    takes=(
        r"net use \\srv1\share ⟦hunter22⟧ /user:ada",
        r"net use Z: \\srv1\share ⟦hunter22⟧ /user:ada",
        r"net.exe use \\srv1\share /user:DOM\ada ⟦hunter22⟧",
        "NET USER ada ⟦hunter22⟧ /add",
    ),
    leaves=(
        "net use * /delete",
        "net user ada /add",
        "net user ada *",
        "net user growth slowed",
        "net user ada $PW /add",
        "telnet use srv1 hunter22 /v",
    ),
)
_HTPASSWD = Rule(
    name="command-htpasswd",
    pattern=Pattern(
        r"(?<![\w.-])htpasswd\s(?=-\w*b)(?:-\w*n\w*\s|(?:-\w+\s(?:\d+\s)?){1,5}[^\s-]\S*\s)[^\s-]\S*[ ]"
        rf"{QUOTE}{VALUE}"
    ),
    valid=is_argument,
    source="Apache: `htpasswd -b FILE USER PASSWORD`, and `-nb USER PASSWORD`.",
    keywords=("htpasswd -[a-z]*b",),
    takes=(
        "htpasswd -nb ada ⟦letmein⟧",
        "htpasswd -bn ada ⟦letmein⟧",
        "htpasswd -nbB ada ⟦letmein⟧",
        "htpasswd -b /etc/users ada ⟦hunter22⟧",
        "htpasswd -bB -C 10 users ada '⟦hunter22⟧'",
    ),
    leaves=(
        "htpasswd -c /etc/users ada",
        "htpasswd -nd ada letmein x",
        "htpasswd -nb ada\nletmein",
        "htpasswd -b users ada $PW",
        ".htpasswd -b users ada hunter22",
    ),
)
_SETTING_COMMANDS = r"(?:pulumi\sconfig\sset|consul\skv\sput|etcdctl\sput|vault\skv\sput|tmsh\smodify)"
# Commands that are given the name of a setting and its value, up to the value.
_OF_SETTINGS = (
    Lead(
        "(?:pulumi config set|consul kv put|(?:etcdctl|vault kv) put|tmsh modify) .*(?:passw|secret|token|key)",
        rf"{_SETTING_COMMANDS}\s[^|;&\n\x03]{{0,160}}?"
        r"(?:(?i:password|passwd|token|api_?key)|(?<!--)(?i:secret))\s",
    ),
    Lead("encrypt_string ", r"ansible-vault\sencrypt_string\s"),
    Lead(
        "config (?:-[a-z-]+ )?(?:http-basic|pypi-token)",
        r"(?:poetry|composer)\sconfig\s(?:--?\w+\s)?(?:http-basic\.\S+\s\S+|pypi-token\.\S+)\s",
    ),
    Lead("keyvault secret set ", r"keyvault\ssecret\sset\s[^|;\n\x03]{0,200}?--value[\s=]"),
    Lead(
        "ssm put-parameter ",
        r"ssm\sput-parameter\s(?=[^|;\n\x03]{0,400}SecureString)[^|;\n\x03]{0,300}?--value[\s=]",
    ),
)
# The same in the logs of pipelines: `##vso[…;issecret=true]…`.
_OF_PIPELINES = (
    Lead(r";issecret=true\]", r"(?i:;issecret=true\])"),
    Lead(r"properties\[password\];", r"(?i:\.Properties\[password\];)"),
)
_SETTINGS = Rule(
    name="command-settings",
    pattern=Pattern(rf"(?:(?<![\w.-]){any_lead(_OF_SETTINGS)}|{any_lead(_OF_PIPELINES)}){QUOTE}{VALUE}"),
    valid=is_argument,
    source="Pulumi, Consul, etcd, Vault, F5, Poetry, AWS, Azure, SSIS: the name of a setting and its value.",
    keywords=keywords_of((*_OF_SETTINGS, *_OF_PIPELINES)),
    takes=(
        "pulumi config set --plaintext dbPassword ⟦letmein⟧",
        "pulumi config set --secret dbPassword ⟦letmein⟧",
        "consul kv put app/db_password ⟦letmein⟧",
        "vault kv put app db_secret ⟦letmein⟧",
        "tmsh modify auth user admin password '⟦letmein⟧'",
        "ansible-vault encrypt_string '⟦letmein⟧' --name 'db'",
        "poetry config http-basic.r ada ⟦letmein⟧",
        "composer config --global http-basic.repo.example ada ⟦letmein⟧",
        "poetry config pypi-token.pypi ⟦letmein⟧",
        "az keyvault secret set --vault-name kv1 --name db --value ⟦letmein⟧",
        "##vso[task.setvariable variable=dbPassword;issecret=true]⟦letmein⟧",
        r"/SET \\Package.Connections[c].Properties[Password];⟦letmein⟧",
        "aws ssm put-parameter --name /db/password --type SecureString --value ⟦letmein⟧",
        "aws ssm put-parameter --value '⟦letmein⟧' --type SecureString",
    ),
    leaves=(
        "consul kv put app/region eu-west",
        "consul kv put app/db_password $PW",
        "my-consul kv put app/db_password letmein",
        "ansible-vault encrypt_string --vault-id db",
        "aws ssm put-parameter --value letmein --type String",
        "poetry config virtualenvs.path letmein",
    ),
)
_MAINFRAME = Rule(
    name="command-mainframe",
    pattern=Pattern(r"(?<![\w-])(?:PASSWORD|PWD|PASS|NEWPW)\((?P<value>[A-Z0-9@#$]{4,10})\)"),
    valid=lambda value: is_password(value) and not value.isalpha(),
    source="z/OS (RACF) and IBM i: keywords of commands.",
    keywords=(r"(?:password|pwd|pass|newpw)\([a-z0-9@#$]*\)",),
    takes=("ALTUSER ADA PASSWORD(⟦HUNT2650⟧) NOEXPIRED", "CHGUSRPRF USRPRF(ADA) PWD(⟦HUNT2650⟧)"),
    leaves=("ALTUSER ADA PASSWORD(HUNTER)", "PASSWORD(10)", "get_PASSWORD(A1B2C3)", "PASSWORD(1234)"),
)
_ISQL = Rule(
    name="command-isql",
    pattern=Pattern(
        rf"(?<![\w.-])iu?sql\s(?:-v\s)?(?!-)[\w.-]+\s(?!-)[\w.@-]+\s{QUOTE}{VALUE}(?=\s-|[ ]*(?:$|[\n\x03]))"
    ),
    valid=is_password,
    source="unixODBC: the name of the source, the user and the password.",
    keywords=("iu?sql (?:-v )?[a-z0-9_.-]+ [a-z0-9_.@-]+ ",),
    takes=("isql DSN ada ⟦tiger-garden-95⟧ -b", "isql -v DSN ada ⟦letmein⟧", "isql DSN ada ⟦letmein⟧\nSQL> quit"),
    leaves=(
        "isql -S srv1 -U ada",
        "isql is an old client",
        "isql DSN ada is an old client",
        "isql DSN ada -b",
        "isql DSN ada letmein was typed",
        "isql -S srv1 master1",
        "isql DSN -Uada master1",
        "isql DSN ada $PW1",
        "my-isql DSN ada letmein",
    ),
)

RULES = (_MAINFRAME, _ISQL, _NET, _HTPASSWD, _SETTINGS)
