"""Passwords on the command lines of clients: of databases, directories, file servers and HTTP.

The sources are the programs' manuals. Long flags such as `--password` need no program, because they are names like
others.
"""

from domain.redaction.detectors.secret.command import QUOTE, command_rule

_USER_FLAG = r"(?:-u|-a|--user|--auth|--proxy-user|-U)[\s=]{0,3}"
_CURL = ("etcdctl ", "curl ", "wget ", "xh ", "https? -")

RULES = (
    command_rule(
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
            "test.mysql -phunter22",
        ),
    ),
    command_rule(
        "mysqladmin",
        "mysqladmin",
        r"password\s",
        takes=("mysqladmin -u root password '⟦hunter22⟧'",),
        leaves=(
            "mysqladmin -u root password ${NEW}",
            "mysqladmin -u root ping hunter22",
            "my-mysqladmin password hunter22",
        ),
    ),
    command_rule(
        "login",
        r"sshpass|docker\slogin|podman\slogin|registry\slogin|az\slogin|mongo|mongosh|mongodump|mongorestore|mongoexport"
        r"|mongoimport|cqlsh|beeline|psexec|twine|kinit|svnadmin|certutil|racadm|Command\sarguments:",
        r"-p[\s=]?",
        takes=(
            "sshpass -p ⟦hunter22⟧ ssh db1",
            "sshpass -p'⟦hunter22⟧' scp a b:",
            "docker login -u ci -p ⟦hunter22⟧ registry.example",
            "mongosh --port 27017 -u app -p ⟦hunter22⟧",
            r"psexec \\srv1 -u ada -p ⟦hunter22⟧ cmd",
            "az: Command arguments: ['login', '-u', 'x', '-p', '⟦hunter22⟧', '--tenant']",
        ),
        leaves=(
            "mongo -p 27017",
            "docker login -u AWS --password-stdin registry.example",
            "sshpass -p $PASS ssh db1",
            "docker run -p 6379:6379 redis",
            "sshpass -e ssh -x hunter22",
            "pymongo -p hunter22",
        ),
    ),
    command_rule(
        "redis",
        "redis-cli|redis-benchmark|valkey-cli",
        r"(?:-a|--pass)(?:[\s=]|(?=\\*[\"'],))",
        takes=(
            "redis-cli -p 6379 -a ⟦s3cret9⟧ ping",
            "redis-cli --pass '⟦s3cret9⟧'",
            '["redis-cli", "-a", "⟦s3cret9⟧"]',
        ),
        leaves=(
            "redis-cli -p 6379 ping",
            "redis-cli -a $REDIS ping",
            "redis-cli -append hunter22",
            "my-redis-cli -a s3cret9",
        ),
    ),
    command_rule(
        "ldap",
        "ldapsearch|ldapmodify|ldapadd|ldapdelete|ldapwhoami|ldappasswd|ldapcompare|ldapmodrdn",
        r"-w\s",
        takes=("ldapsearch -x -D cn=admin -w ⟦hunter22⟧ -b dc=example",),
        leaves=(
            "ldapsearch -x -W -D cn=admin -b dc=example",
            "ldapsearch -w $PW",
            "ldapsearch -s base",
            "test-ldapsearch -w hunter22",
        ),
    ),
    command_rule(
        "upper-p",
        r"mosquitto_pub|mosquitto_sub|sqlcmd|bcp|osql|ipmitool|zip|unzip|aria2c",
        r"-P\s?",
        takes=("sqlcmd -S db1 -U sa -P ⟦hunter22⟧ -Q x", "zip -P ⟦hunter22⟧ out.zip a"),
        leaves=(
            "sqlcmd -S db1 -E -Q x",
            "ipmitool -P $PW power",
            "sqlcmd -P 1433",
            "zip -r out.zip Phunter22",
            "gzip -P hunter22 a",
        ),
    ),
    command_rule(
        "snmp",
        "snmpget|snmpwalk|snmpset|snmpbulkwalk|snmpbulkget|snmpgetnext|snmptrap|snmptable",
        r"-[cAX]\s",
        takes=("snmpwalk -v2c -c ⟦hunter22⟧ switch1 system", "snmpget -v 3 -A ⟦hunter22⟧ -X ⟦hunter23⟧ switch1"),
        leaves=(
            "snmpwalk -v2c -c $COMMUNITY switch1",
            "snmpwalk -v2c switch1 hunter22",
            "my-snmpwalk -c hunter22 switch1",
        ),
    ),
    command_rule(
        "curl",
        "curl|wget|http|https|xh|etcdctl",
        rf"{_USER_FLAG}{QUOTE}[^\s:\"'<]{{0,64}}{QUOTE}:(?!(?:password|passwd|pass|token|api[_-]?key|yyy|xxx)[\s\"'])",
        takes=(
            "curl -u ada:⟦hunter22⟧ https://api.example",
            "curl -sS --user  'ada:⟦hunter22⟧' https://api.example",
            "etcdctl --user root:⟦letmein⟧ get /",
            'curl -u ":⟦hunter22⟧" https://api.example',
            'curl --user "ada":"⟦hunter22⟧" https://api.example',
            "curl https://api.example \\\n  -u ada:⟦hunter22⟧",
        ),
        leaves=(
            "curl -u ada https://api.example:8443/x",
            "curl -u ada:$PASS https://api.example",
            "curl -u <user:password> https://api.example",
            "curl -H host:hunter22 https://api.example",
            "curl -u user:password https://api.example",
            "curl -u $USER:$PASS https://api.example",
            "wget -U https://agent.example https://api.example",
            "curl --version\n-u ada:hunter22",
            "libcurl -u ada:hunter22 https://api.example",
        ),
        value=r"(?P<value>(?!//)[^\s\"'\\]{3,})",
        keywords=_CURL,
    ),
    command_rule(
        "curl-token",
        "curl|wget|http|https|xh",
        _USER_FLAG,
        takes=('curl -u "⟦d2LkV78zLx!t⟧:" https://api.example', "curl https://api.example -u ⟦d2LkV78zLx⟧:"),
        leaves=(
            "curl -u administrator: https://api.example",
            "curl -u $STRIPE_KEY2: https://api.example",
            "curl -u lovelace1:8443",
            "curl -u 4155552671415555: https://api.example",
            "my-curl -u d2LkV78zLx: https://api.example",
        ),
        value=r"(?P<value>(?=[^\s\"':\\]{0,64}[0-9])[^\s\"':\\$]{8,}):(?![^\s\"'\\])",
        keywords=_CURL,
    ),
    command_rule(
        "putty",
        r"(?:plink|pscp|psftp|kitty)(?:\.exe)?",
        r"-pw\s",
        keywords=(r"(?:plink|pscp|psftp|kitty)(?:\.exe)? ",),
        takes=("plink.exe -ssh ada@srv1 -pw ⟦letmein⟧", "pscp -pw ⟦letmein⟧ a srv1:"),
        leaves=("plink -ssh ada@srv1 letmein", "plink -pw $PW ada@srv1", "my-plink -pw letmein ada@srv1"),
    ),
    command_rule(
        "samba",
        "smbclient|rpcclient|smbget|wmic",
        rf"(?:-U|--user)[\s=]?{QUOTE}[^\s%\"']{{1,64}}%",
        takes=("smbclient //srv1/share -U ada%⟦hunter22⟧", "rpcclient --user=ada%⟦hunter22⟧ srv1"),
        leaves=("smbclient //srv1/share -U ada", "smbclient -U ada%$PW", "pysmbclient -U ada%hunter22"),
    ),
    command_rule(
        "windows",
        "xfreerdp|wfreerdp|cmdkey|rdesktop|schtasks|wmic",
        r"/(?:pass|password|rp|p)(?::|(?<=/rp)\s)",
        takes=(
            "xfreerdp /v:srv1 /u:ada /p:⟦hunter22⟧",
            "cmdkey /add:srv1 /user:ada /pass:⟦hunter22⟧",
            "schtasks /create /rp ⟦hunter22⟧",
        ),
        leaves=(
            "xfreerdp /v:srv1 /u:ada /port:3389",
            "xfreerdp /p:%PW%",
            "schtasks /create /p hunter22",
            "my-xfreerdp /p:hunter22",
        ),
    ),
    command_rule(
        "net",
        r"net(?:\.exe)?\suser?",
        r"(?:\\\\\S+|[\w*:]+)\s(?:/user:\S+\s(?P<last>))?",
        takes=(
            r"net use \\srv1\share ⟦hunter22⟧ /user:ada",
            r"net.exe use \\srv1\share /user:DOM\ada ⟦hunter22⟧",
            "net user ada ⟦hunter22⟧ /add",
        ),
        leaves=(
            "net use * /delete",
            "net user ada /add",
            "net user ada *",
            "net user growth slowed",
            "net user ada $PW /add",
            "telnet use srv1 hunter22 /v",
        ),
        keywords=(r"net(?:\.exe)? user? ",),
        value=r"(?P<value>[^\s\"'\\/*][^\s\"'\\]{2,})(?(last)|(?=\s/))",
    ),
    command_rule(
        "rabbitmq",
        "rabbitmqctl",
        r"(?:add_user|change_password|authenticate_user)\s\S+\s",
        takes=("rabbitmqctl add_user ada ⟦hunter22⟧", "rabbitmqctl change_password ada '⟦hunter22⟧'"),
        leaves=(
            "rabbitmqctl add_user ada $PW",
            "rabbitmqctl list_users x hunter22",
            "my-rabbitmqctl add_user ada hunter22",
        ),
    ),
    command_rule(
        "pairs",
        "lftp|sqlplus|impacket-smbclient|expdp|impdp|rman|sqlldr",
        rf"(?:-u\s{QUOTE}[\w.@-]+,|[\w.-]{{1,40}}/(?=[^\s/@]+@[\w/:.]|[^\s/@]*\d[^\s/@]*\s\w+=))",
        takes=(
            "lftp -u ada,⟦hunter22⟧ sftp://files.example",
            "sqlplus scott/⟦hunter22⟧@orcl",
            "expdp hr/⟦hunter22⟧@inst1 x",
            "impdp system/⟦hunter22⟧ full=y",
            "rman target sys/⟦hunter22⟧@prod catalog rman/⟦hunter23⟧@cat",
        ),
        leaves=(
            "lftp -u ada sftp://files.example",
            "lftp -u ada,$PW sftp://files.example",
            "sqlplus scott@orcl",
            "sqlplus /@orcl",
            "impdp failed/aborted full=y",
            "sqlplus -s scripts/run.sql",
            "my-lftp -u ada,hunter22 x",
        ),
        value=r"(?P<value>[^\s\"'\\@]{2,})",
    ),
    command_rule(
        "influx",
        "influx|cockroach|rclone|nmcli|wpa_cli|iwconfig",
        r"-?password\s",
        takes=(
            "influx -username ada -password ⟦hunter22⟧ -database m",
            "nmcli dev wifi connect Office password ⟦hunter22⟧",
        ),
        leaves=("influx -username ada -password $PW", "nmcli dev wifi connect Office", "my-influx -password hunter22"),
    ),
)
