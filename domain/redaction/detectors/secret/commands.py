"""Passwords on command lines, by the program: what `-p` means differs from one to the next.

Sources are the programs' manuals. Long flags such as `--password` need no program; they are names like others.
"""

from domain.redaction.detectors.secret.references import is_reference
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule

# Up to the flag, within one command.
_ARGUMENTS = r"\b(?:[^|;&\n\x03]{0,160}\\\n){0,4}[^|;&\n\x03]{0,160}?[\s\"']"
_QUOTE = r"\\*[\"']?"
_VALUE = r"(?P<value>[^\s\"'\\|;&,)<>]{2,})"
_NOT_WORD_BEFORE = r"(?<![\w.-])"


def _is_value(value: str) -> bool:
    """No port, no flag, no variable."""
    return not value.isdigit() and not value.startswith("-") and not is_reference(value, certain=True)


def _command(  # noqa: PLR0913 - a row of a table
    name: str,
    programs: str,
    argument: str,
    *,
    takes: tuple[str, ...],
    leaves: tuple[str, ...],
    value: str = _VALUE,
    keywords: tuple[str, ...] = (),
) -> Rule:
    """A rule for programs (words, `|` between them) whose password stands behind `argument`."""
    return Rule(
        name=f"command-{name}",
        pattern=Pattern(rf"{_NOT_WORD_BEFORE}(?:{programs}){_ARGUMENTS}{argument}{_QUOTE}{value}"),
        valid=_is_value,
        keywords=keywords or tuple(rf"{program}[ \"']" for program in programs.replace(r"\s", " ").split("|")),
        takes=takes,
        leaves=leaves,
    )


RULES = (
    _command(
        "mysql",
        r"mysql|mysqldump|mysqladmin|mysqlimport|mysqlcheck|mysqlpump|mariadb|mariadb-dump|mariadb-admin",
        "-p",
        takes=(
            "mysql -uroot -p⟦hunter22⟧ orders",
            "mysqldump -h db1 -p'⟦hunter22⟧' orders",
            '["mysql","-uroot","-p⟦hunter22⟧"]',
        ),
        leaves=(
            "mysql -h db1 -P 3306 -u root",
            "mysql -P3306",
            "mysql -u root -p orders",
            "mysql -p$PASS",
            "mysql -p22",
        ),
    ),
    _command(
        "mysqladmin",
        "mysqladmin",
        r"password\s",
        takes=("mysqladmin -u root password '⟦hunter22⟧'",),
        leaves=("mysqladmin -u root password ${NEW}", "mysqladmin -u root ping hunter22"),
    ),
    _command(
        "login",
        r"sshpass|docker\slogin|podman\slogin|registry\slogin|az\slogin|mongo|mongosh|mongodump|mongorestore|mongoexport"
        r"|mongoimport|cqlsh|beeline|psexec|twine|kinit|svnadmin",
        r"-p[\s=]?",
        takes=(
            "sshpass -p ⟦hunter22⟧ ssh db1",
            "sshpass -p'⟦hunter22⟧' scp a b:",
            "docker login -u ci -p ⟦hunter22⟧ registry.example",
            "mongosh --port 27017 -u app -p ⟦hunter22⟧",
            r"psexec \\srv1 -u ada -p ⟦hunter22⟧ cmd",
        ),
        leaves=(
            "mongo -p 27017",
            "docker login -u AWS --password-stdin registry.example",
            "sshpass -p $PASS ssh db1",
            "docker run -p 6379:6379 redis",
            "sshpass -e ssh -x hunter22",
        ),
    ),
    _command(
        "redis",
        "redis-cli|redis-benchmark|valkey-cli",
        r"(?:-a|--pass)[\s=]",
        takes=("redis-cli -p 6379 -a ⟦s3cret9⟧ ping", "redis-cli --pass '⟦s3cret9⟧'"),
        leaves=("redis-cli -p 6379 ping", "redis-cli -a $REDIS ping"),
    ),
    _command(
        "ldap",
        "ldapsearch|ldapmodify|ldapadd|ldapdelete|ldapwhoami|ldappasswd|ldapcompare|ldapmodrdn",
        r"-w\s",
        takes=("ldapsearch -x -D cn=admin -w ⟦hunter22⟧ -b dc=example",),
        leaves=(
            "ldapsearch -x -W -D cn=admin -b dc=example",
            "ldapsearch -w $PW",
            "ldapsearch -s base",
        ),
    ),
    _command(
        "upper-p",
        r"mosquitto_pub|mosquitto_sub|sqlcmd|bcp|osql|ipmitool|zip|unzip|aria2c",
        r"-P\s?",
        takes=("sqlcmd -S db1 -U sa -P ⟦hunter22⟧ -Q x", "zip -P ⟦hunter22⟧ out.zip a", "unzip -P ⟦hunter22⟧ a.zip"),
        leaves=("sqlcmd -S db1 -E -Q x", "ipmitool -P $PW power", "sqlcmd -P 1433", "zip -r out.zip Phunter22"),
    ),
    _command(
        "archive",
        "7z|7za|rar|unrar",
        "-h?p",
        keywords=("(?:^|[^0-9])7za?[ \"']", "[^a-z]u?n?rar[ \"']", "^rar "),
        takes=("7z a -p⟦hunter22⟧ out.7z dir", "rar a -hp⟦hunter22⟧ out.rar dir"),
        leaves=("7z x -y out.7z", "rar a -p- out.rar dir", "7z a -p$PW out.7z"),
    ),
    _command(
        "snmp",
        "snmpget|snmpwalk|snmpset|snmpbulkwalk|snmpbulkget|snmpgetnext|snmptrap|snmptable",
        r"-[cAX]\s",
        takes=("snmpwalk -v2c -c ⟦hunter22⟧ switch1 system", "snmpget -v 3 -A ⟦hunter22⟧ switch1"),
        leaves=("snmpwalk -v2c -c $COMMUNITY switch1", "snmpwalk -v2c switch1 hunter22"),
    ),
    _command(
        "curl",
        "curl|wget|http|https|xh",
        rf"(?:-u|-a|--user|--auth|--proxy-user|-U)[\s=]{{0,3}}{_QUOTE}[^\s:\"'<]{{0,64}}{_QUOTE}:",
        takes=(
            'curl -u ":⟦d2LkV78zLx!t⟧" https://localhost:9200',
            'curl --user "ada":"⟦ZqL5kVrX1n8tA2⟧" https://api.example',
            "curl --user  'ada:⟦h0pk1ns~21s⟧' https://api.example",
            "curl -X POST https://api.example \\\n  -u ada:⟦hunter22⟧",
            "curl -u ada:⟦hunter22⟧ https://api.example",
            "curl -sS --user 'ada:⟦hunter22⟧' https://api.example",
        ),
        leaves=(
            "curl -u ada https://api.example:8443/x",
            "curl -u ada:$PASS https://api.example",
            "curl -H host:hunter22 https://api.example",
            "curl -u $USER:$PASS https://api.example",
            "curl -u <user:password> https://api.example",
        ),
        value=r"(?P<value>(?!//)[^\s\"'\\]{3,})",
        keywords=("curl ", "wget ", "xh ", "https? -"),
    ),
    _command(
        "curl-token",
        "curl|wget|http|https|xh",
        r"(?:-u|-a|--user|--auth)[\s=]{0,3}",
        takes=('curl -u "⟦d2LkV78zLx!t⟧:" https://api.example', "curl https://api.example -u ⟦d2LkV78zLx⟧:"),
        leaves=("curl -u administrator: https://api.example", "curl -u $STRIPE_KEY2: https://api.example"),
        value=r"(?P<value>(?=[^\s\"':\\]{0,64}[0-9])[^\s\"':\\$]{8,})(?=:\\*(?:[\"'\s]|$))",
        keywords=("curl ", "wget ", "xh ", "https? -"),
    ),
    _command(
        "samba",
        "smbclient|rpcclient|smbget|wmic",
        rf"(?:-U|--user)[\s=]?{_QUOTE}[^\s%\"']{{1,64}}%",
        takes=("smbclient //srv1/share -U ada%⟦hunter22⟧",),
        leaves=("smbclient //srv1/share -U ada", "smbclient -U ada%$PW"),
    ),
    _command(
        "keytool",
        "keytool|jarsigner|apksigner",
        r"-(?:src|dest|new)?(?:store|key)pass\s",
        takes=("keytool -list -keystore app.jks -storepass ⟦hunter22⟧", "jarsigner -keypass ⟦hunter22⟧ app.jar"),
        leaves=("keytool -list -storepass $PW", "keytool -list -keystore hunter22"),
    ),
    _command(
        "openssl",
        "openssl",
        r"-(?:passin|passout|pass)\spass:",
        takes=("openssl pkcs12 -in key.p12 -passin pass:⟦hunter22⟧ -nodes",),
        leaves=(
            "openssl rsa -passin env:PASS -in key.pem",
            "openssl enc -pass file:/run/hunter22",
            "openssl -pass pass:$P",
        ),
    ),
    _command(
        "windows",
        "xfreerdp|wfreerdp|cmdkey|rdesktop|schtasks|wmic",
        r"/(?:p|pass|rp):",
        takes=("xfreerdp /v:srv1 /u:ada /p:⟦hunter22⟧", "cmdkey /add:srv1 /user:ada /pass:⟦hunter22⟧"),
        leaves=("xfreerdp /v:srv1 /u:ada /port:3389", "xfreerdp /p:%PW%"),
    ),
    _command(
        "net",
        r"net\suse|net\suser",
        r"(?:\\\\\S+|[\w*:]+)\s",
        takes=(r"net use \\srv1\share ⟦hunter22⟧ /user:ada", "net user ada ⟦hunter22⟧ /add"),
        leaves=("net use * /delete", "net user ada /add", "net user ada *"),
        value=r"(?P<value>(?<=\s)[^\s\"'\\/*][^\s\"'\\]{2,})(?=\s/)",
    ),
    _command(
        "htpasswd",
        "htpasswd",
        r"-[A-Za-z]*b[A-Za-z]*\s(?:-\w+\s(?:\d+\s)?){0,4}[^\s-]\S*\s\S+\s",
        takes=("htpasswd -b /etc/users ada ⟦hunter22⟧", "htpasswd -bB -C 10 users ada ⟦hunter22⟧"),
        leaves=("htpasswd -c /etc/users ada", "htpasswd -b users ada $PW"),
    ),
    _command(
        "rabbitmq",
        "rabbitmqctl",
        r"(?:add_user|change_password|authenticate_user)\s\S+\s",
        takes=("rabbitmqctl add_user ada ⟦hunter22⟧", "rabbitmqctl change_password ada '⟦hunter22⟧'"),
        leaves=("rabbitmqctl add_user ada $PW", "rabbitmqctl list_users x hunter22"),
    ),
    _command(
        "pairs",
        "lftp|sqlplus|impacket-smbclient|chpasswd",
        rf"(?:-u\s{_QUOTE}[\w.@-]+,|[\w.-]{{1,40}}/(?=[^\s/@]+@[\w/:.]))",
        takes=("lftp -u ada,⟦hunter22⟧ sftp://files.example", "sqlplus scott/⟦hunter22⟧@orcl"),
        leaves=("lftp -u ada sftp://files.example", "sqlplus scott@orcl", "sqlplus /@orcl"),
        value=r"(?P<value>[^\s\"'\\@]{2,})",
    ),
    Rule(
        name="command-chpasswd",
        pattern=Pattern(r"echo\s\\*[\"']?[\w.-]{1,40}:(?P<value>[^\s\"'\\]{3,})\\*[\"']?\s?\|\s?(?:sudo\s)?chpasswd"),
        valid=_is_value,
        keywords=("chpasswd",),
        takes=("echo 'ada:⟦hunter22⟧' | chpasswd", "echo ada:⟦hunter22⟧ | sudo chpasswd"),
        leaves=("echo ada:$PW | chpasswd", "echo 'ada:hunter22' | cat"),
    ),
    Rule(
        name="command-chpasswd-here",
        pattern=Pattern(rf"chpasswd(?:\s-\w+)?\s?<<<\s?{_QUOTE}[\w.-]{{1,40}}:(?P<value>[^\s\"'\\]{{3,}})"),
        valid=_is_value,
        keywords=("chpasswd",),
        takes=("chpasswd <<< 'ada:⟦hunter22⟧'", "chpasswd -e <<<ada:⟦hunter22⟧"),
        leaves=("chpasswd <<< ada:$PW", "chpasswd < ada:hunter22"),
    ),
    Rule(
        name="command-sudo",
        pattern=Pattern(rf"(?:echo|printf)\s{_QUOTE}(?P<value>[^\s\"'\\|]{{3,}}){_QUOTE}\s?\|\s?sudo\s-\w?S"),
        valid=_is_value,
        keywords=("sudo -[a-z]?s",),
        takes=("echo '⟦Tiger99⟧' | sudo -S apt update", "echo ⟦hunter22⟧ | sudo -kS id"),
        leaves=("echo $PW | sudo -S id", "echo hunter22 | sudo tee /etc/motd"),
    ),
    _command(
        "openssl-key",
        "openssl",
        r"-k\s",
        takes=("openssl enc -aes-256-cbc -k ⟦hunter22⟧ -in f",),
        leaves=("openssl enc -aes-256-cbc -k $KEY -in f", "openssl enc -kfile hunter22"),
    ),
    _command(
        "useradd",
        "useradd|usermod",
        r"(?:-p|--password)\s",
        takes=("useradd -m -p ⟦hunter22⟧ ada",),
        leaves=("useradd -m -p $HASH ada", "usermod -s /bin/hunter22 ada"),
    ),
    _command(
        "influx",
        "influx|cockroach|rclone|nmcli|wpa_cli|iwconfig",
        r"-?password\s",
        takes=(
            "influx -username ada -password ⟦hunter22⟧ -database m",
            "nmcli dev wifi connect Office password ⟦hunter22⟧",
        ),
        leaves=("influx -username ada -password $PW", "nmcli dev wifi connect Office"),
    ),
    _command(
        "nuget",
        r"nuget\spush|nuget\ssetapikey|dotnet\snuget",
        r"(?:-ApiKey|-k|--api-key)\s",
        takes=("nuget push a.nupkg -ApiKey ⟦hunter22⟧ -Source x",),
        leaves=("nuget push a.nupkg -ApiKey $KEY -Source x", "nuget push a.nupkg -Source hunter22"),
    ),
    Rule(
        name="command-vault",
        pattern=Pattern(
            r"(?<![\w.-])vault\s(?:login|unwrap)\s(?:token=)?(?P<value>[^\s\"'\\=-][^\s\"'\\=]{5,})(?=\s|$|[\"'\\])"
        ),
        valid=_is_value,
        keywords=("vault login", "vault unwrap"),
        takes=("vault login ⟦hunter22⟧",),
        leaves=("vault login -method=oidc", "vault login $TOKEN"),
    ),
)
