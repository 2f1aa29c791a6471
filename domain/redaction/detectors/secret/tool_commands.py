"""Passwords on the command lines of tools for archives, key stores, accounts and packages.

The sources are the programs' manuals. Long flags such as `--password` need no program, because they are names like
others.
"""

from domain.redaction.detectors.secret.command import QUOTE, command_rule, is_argument
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule

RULES = (
    command_rule(
        "archive",
        "7z|7za|rar|unrar",
        "-h?p",
        keywords=("(?:^|[^0-9])7za?[ \"']", "[^a-z]u?n?rar[ \"']", "^(?:un)?rar "),
        takes=("7z a -p⟦hunter22⟧ out.7z dir", "unrar x -p⟦letmein⟧ a.rar", "rar a -hp⟦hunter22⟧ out.rar dir"),
        leaves=("7z x -y out.7z", "rar a -p- out.rar dir", "7z a -p$PW out.7z", "x.7z a -phunter22"),
    ),
    command_rule(
        "keytool",
        "keytool|jarsigner|apksigner",
        r"-(?:src|dest|new)?(?:store|key)pass\s",
        takes=(
            "keytool -list -keystore app.jks -storepass ⟦hunter22⟧",
            "jarsigner -keypass ⟦hunter22⟧ app.jar",
            "keytool -storepass ⟦changeit⟧ -keypass ⟦changeit⟧ -list",
            "keytool -importkeystore -srcstorepass ⟦hunter22⟧",
        ),
        leaves=("keytool -list -storepass $PW", "keytool -list -keystore hunter22", "my-keytool -storepass hunter22"),
    ),
    command_rule(
        "openssl",
        "openssl",
        r"-(?:k\s|(?:passin|passout|pass)\spass:)",
        takes=(
            "openssl pkcs12 -in key.p12 -passin pass:⟦hunter22⟧ -nodes",
            "openssl enc -aes-256-cbc -k ⟦hunter22⟧ -in a",
        ),
        leaves=(
            "openssl rsa -passin env:PASS -in key.pem",
            "openssl enc -pass file:/run/hunter22",
            "openssl -pass pass:$P",
            "openssl enc -kfile hunter22",
            "pyopenssl -k hunter22",
        ),
    ),
    command_rule(
        "htpasswd",
        "htpasswd",
        r"-[A-Za-z]*b[A-Za-z]*\s(?:-\w+\s(?:\d+\s)?){0,4}(?:(?<=nb\s)|[^\s-]\S*\s)[^\s-]\S*\s",
        takes=(
            "htpasswd -nb ada ⟦letmein⟧",
            "htpasswd -b /etc/users ada ⟦hunter22⟧",
            "htpasswd -bB -C 10 users ada ⟦hunter22⟧",
        ),
        leaves=("htpasswd -c /etc/users ada", "htpasswd -b users ada $PW", ".htpasswd -b users ada hunter22"),
    ),
    Rule(
        name="command-chpasswd",
        pattern=Pattern(
            rf"(?:echo\s{QUOTE}[\w.-]{{1,40}}:(?=[^|\n]{{1,80}}\|\s?(?:sudo\s)?chpasswd)|chpasswd(?:\s-\w+)?\s?<<<\s?{QUOTE}[\w.-]{{1,40}}:)"
            rf"(?P<value>[^\s\"'\\]{{3,}})"
        ),
        valid=is_argument,
        keywords=("chpasswd",),
        takes=(
            "echo 'ada:⟦hunter22⟧' | chpasswd",
            "echo ada:⟦hunter22⟧ | sudo chpasswd",
            "chpasswd <<< 'ada:⟦hunter22⟧'",
            "chpasswd -e <<<ada:⟦hunter22⟧",
        ),
        leaves=("echo ada:$PW | chpasswd", "echo 'ada:hunter22' | cat", "chpasswd < ada:hunter22"),
    ),
    Rule(
        name="command-sudo",
        pattern=Pattern(rf"(?:echo|printf)\s{QUOTE}(?P<value>[^\s\"'\\|]{{3,}}){QUOTE}\s?\|\s?sudo\s-[A-Za-z]{{0,8}}S"),
        valid=is_argument,
        keywords=(r"\| ?sudo -[a-z]*s",),
        takes=("echo '⟦hunter22⟧' | sudo -S apt update", "printf ⟦hunter22⟧|sudo -kS id"),
        leaves=("echo $PW | sudo -S id", "echo hunter22 | sudo tee a", "hunter22 | sudo -S id"),
    ),
    command_rule(
        "ssh-keygen",
        "ssh-keygen",
        r"-[NP]\s",
        takes=("ssh-keygen -t ed25519 -N '⟦letmein⟧' -f key", "ssh-keygen -p -P ⟦letmein⟧ -f key"),
        leaves=(
            'ssh-keygen -N "" -f key',
            "ssh-keygen -N $PW -f key",
            "ssh-keygen -f letmein",
            "my-ssh-keygen -N letmein",
        ),
    ),
    command_rule(
        "useradd",
        "useradd|usermod",
        r"-(?:p|-password)\s",
        takes=("useradd -m ada -p '⟦hunter22⟧'", "usermod --password ⟦hunter22⟧ ada"),
        leaves=("useradd -m ada -p $HASH", "useradd -m hunter22", "my-useradd -p hunter22"),
    ),
    command_rule(
        "nuget",
        r"nuget\spush|nuget\ssetapikey|dotnet\snuget",
        r"(?:-ApiKey|-k|--api-key)\s",
        takes=("nuget push a.nupkg -ApiKey ⟦hunter22⟧ -Source x",),
        leaves=(
            "nuget push a.nupkg -ApiKey $KEY -Source x",
            "nuget push a.nupkg -Source hunter22",
            "my-nuget push a -k hunter22",
        ),
    ),
    Rule(
        name="command-vault",
        pattern=Pattern(r"(?<![\w.-])vault\s(?:login|unwrap)\s(?:token=)?(?P<value>[^\s\"'\\=-][^\s\"'\\=]{5,}+)(?!=)"),
        valid=is_argument,
        keywords=("vault login", "vault unwrap"),
        takes=("vault login ⟦hunter22⟧", "vault unwrap ⟦hunter22⟧"),
        leaves=(
            "vault login -method=oidc",
            "vault login username=ada",
            "vault login $TOKEN",
            "my-vault login hunter22",
        ),
    ),
)
