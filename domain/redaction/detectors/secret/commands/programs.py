"""How programs are given passwords, from their manuals. `usage.py` describes the notation.

Long flags that are names of secrets, such as `--password`, need no program: they are names like others. So are `-u` and
`-p` next to each other (`flags.py`).
"""

from typing import NamedTuple


class Program(NamedTuple):
    """Programs that are given passwords in the same way.

    `names` are separated by `|`; `*` at the end is any rest. A name may have the program's first words behind it.
    `usages` are separated by `;`. The prefilter searches for the names; if ordinary logs have these words as well, it
    searches for the RE2 pattern `keyword` instead.
    """

    names: str
    usages: str
    keyword: str = ""


PROGRAMS = (
    # Databases.
    Program(
        "mysql|mysqldump|mysqladmin|mysqlimport|mysqlcheck|mysqlpump|mysqlshow|mysqlslap|mysqlbinlog|mycli|mydumper"
        "|mariadb|mariadb-dump|mariadb-admin|xtrabackup",
        "-pPASSWORD",
    ),
    Program("mysqladmin", "password PASSWORD"),
    Program(
        "mongo|mongosh|mongodump|mongorestore|mongoexport|mongoimport|mongostat|mongotop|mongofiles|cqlsh|beeline"
        "|cypher-shell|arangosh",
        "-p PASSWORD",
    ),
    Program("redis-cli|redis-benchmark|valkey-cli|keydb-cli", "-a|--pass PASSWORD"),
    Program("sqlcmd|bcp|osql|isql|tsql", "-P PASSWORD; -PPASSWORD"),
    Program("influx|cockroach", "-password|-p PASSWORD"),
    Program("nodetool|plink|pscp|psftp|kitty", "-pw PASSWORD"),
    Program("hdbsql|fs_cli|veracrypt", "-p PASSWORD"),
    Program("mysqlsh|govc", "USER:PASSWORD@HOST"),
    Program("odoo-bin", "-w PASSWORD"),
    Program("neo4j-admin", "set-initial-password PASSWORD"),
    Program("db2", "user USER using PASSWORD"),
    Program(
        "sqlplus|expdp|impdp|exp|imp|rman|sqlldr",
        "USER/PASSWORD@HOST; -- USER/PASSWORD as; -- USER/PASSWORD NAME=VALUE",
        "(?:sqlplus|expdp|impdp|exp|imp|rman|sqlldr) [a-z0-9 -]*[a-z0-9_$.-]*/",
    ),
    Program("connect|conn", "-- USER/PASSWORD@HOST", "conn(?:ect)? [a-z0-9_$.-]*/"),
    Program("logon", "-- HOST/USER,PASSWORD", "logon [^ ]*/[^ ]*,"),
    # Directories, mail and messages.
    Program(
        "ldapsearch|ldapmodify|ldapadd|ldapdelete|ldapwhoami|ldappasswd|ldapcompare|ldapmodrdn|ldapexop", "-w PASSWORD"
    ),
    Program("ldappasswd|slappasswd", "-s PASSWORD"),
    Program("kadmin|ktutil|irssi", "-w PASSWORD"),
    Program("dsadd|dsmod", "-pwd PASSWORD"),
    Program("samba-tool", "--adminpass PASSWORD; create USER PASSWORD; add USER PASSWORD"),
    Program("zmprov", "sp|setPassword USER PASSWORD"),
    Program("prosodyctl|ejabberdctl", "register USER HOST PASSWORD"),
    Program("swaks", "-ap PASSWORD"),
    Program("sendemail", "-xp PASSWORD"),
    Program("rabbitmqctl", "add_user|change_password|authenticate_user USER PASSWORD"),
    Program("mosquitto_pub|mosquitto_sub|mosquitto_rr|ipmitool|aria2c", "-P PASSWORD"),
    Program("mosquitto_passwd", "-b FILE USER PASSWORD"),
    Program("addauth", "digest USER:PASSWORD"),
    # Files, hosts and terminals.
    Program("sshpass|7z|7za|7zz|rar|unrar", "-pPASSWORD", "(?:^|[^a-z0-9])(?:7z[az]?|(?:un)?rar)[ \"']"),
    Program("rar", "-hpPASSWORD", "(?:^|[^a-z0-9])rar[ \"']"),
    Program("zip|unzip|zipcloak", "-P PASSWORD; -PPASSWORD", "zip [a-z0-9 -]*-p"),
    Program(
        "sshpass|psexec|psexec64|certutil|twine|kinit|svnadmin|racadm|hydra|medusa|check_pgsql|check_mssql*",
        "-p PASSWORD",
        "(?:sshpass|psexec(?:64)?(?:.exe)?|certutil|twine|kinit|svnadmin|racadm|hydra|medusa|check_[pm][gs]sql[a-z_]*)"
        "[ \"'\n\\\\]",
    ),
    Program("ssh-keygen", "-N|-P PASSWORD"),
    Program("lftp|open", "-u USER,PASSWORD", "lftp |open -u "),
    Program("smbclient|rpcclient|smbget|smbcacls|winexe|wmic", "-U|--user USER%PASSWORD"),
    Program("net", "-U USER%PASSWORD", "net (?:ads|rpc|use|user) "),
    Program(
        "secretsdump|wmiexec|smbexec|psexec|lookupsid|impacket-*",
        "DOMAIN/USER:PASSWORD@HOST",
        r"(?:secretsdump|wmiexec|smbexec|psexec|lookupsid|impacket-[a-z]*)(?:\.py)? ",
    ),
    Program("impacket-smbclient", "USER/PASSWORD@HOST"),
    Program("rclone", "pass|password|obscure PASSWORD"),
    Program("xfreerdp|xfreerdp3|wfreerdp|rdesktop", "/p:PASSWORD"),
    Program("cmdkey|wmic", "/pass:|/password:PASSWORD"),
    Program("schtasks", "/rp PASSWORD"),
    Program("schtasks|signtool", "/p PASSWORD"),
    Program("appcmd", "/processModel.password:PASSWORD"),
    Program("x11vnc", "-passwd PASSWORD"),
    # HTTP.
    Program(
        "curl|wget|etcdctl",
        "-u|-U|--user|--proxy-user USER:PASSWORD",
    ),
    Program("http|https|xh", "-a|--auth USER:PASSWORD; -a|--auth TOKEN:", "(?:https?|xh) -"),
    Program("curl", "-u|--user TOKEN:; --oauth2-bearer PASSWORD"),
    Program("check_http|check_curl", "-a USER:PASSWORD"),
    Program("ab", "-A|-P USER:PASSWORD", "(?:^|[^a-z0-9])ab -"),
    Program("nikto", "-id USER:PASSWORD"),
    Program("sqlmap", "--auth-cred USER:PASSWORD"),
    Program(
        "nuget push|nuget setapikey|dotnet nuget",
        "-ApiKey|-k|--api-key PASSWORD",
        "nuget (?:push|setapikey) ",
    ),
    # Accounts, containers and clouds.
    Program(
        "docker login|podman login|buildah login|registry login|az login|oc login|cf login|elasticsearch-users useradd",
        "-p PASSWORD",
    ),
    Program("arguments", "-p PASSWORD", r"command arguments: ?\["),
    Program("doctl auth", "-t PASSWORD"),
    Program("gh secret set", "--body|-b PASSWORD"),
    Program("vault login|vault unwrap", "-- TOKEN"),
    Program("ngrok", "authtoken|add-authtoken PASSWORD"),
    Program("drush|wp user", "user:password USER PASSWORD", "drush user:"),
    Program("useradd|usermod", "-p|--password PASSWORD"),
    Program("splunk|jenkins-cli.jar", "-auth USER:PASSWORD"),
    Program("snyk auth|heroku auth:token", "-- TOKEN"),
    Program("consul agent|nomad agent", "-encrypt PASSWORD"),
    Program("cf auth", "-- USER PASSWORD"),
    Program("vault operator unseal", "-- TOKEN"),
    Program("mc alias set", "-- NAME URL PASSWORD PASSWORD"),
    Program(
        "security unlock-keychain|security create-keychain|security import|security add-generic-password|knife",
        "-p|-P|-w PASSWORD",
        "(?:security (?:unlock|create|import|add)|knife )",
    ),
    Program("dscl", "-passwd USER PASSWORD"),
    Program(
        "networksetup",
        "-setairportnetwork DEVICE NETWORK PASSWORD;"
        " -setwebproxy|-setsecurewebproxy|-setsocksfirewallproxy|-setftpproxy SERVICE HOST NUMBER On USER PASSWORD",
    ),
    Program("steam", "-login USER PASSWORD", "steam -login "),
    Program("nsupdate|dig", "-y ALGORITHM:NAME:PASSWORD; -y NAME:PASSWORD", "(?:nsupdate|dig) .*-y "),
    Program("bitsadmin", "basic USER PASSWORD"),
    Program("tmsh|nmcli|wpa_cli", "password PASSWORD"),
    Program("nmcli", "wifi-sec.psk|802-11-wireless-security.psk PASSWORD"),
    Program("bw unlock", "-- PASSWORD"),
    Program("codecov", "-t|--token PASSWORD"),
    Program("influx config|influx auth", "-t|--token PASSWORD"),
    Program("vmrun", "-gp|-vp PASSWORD"),
    Program("vboxmanage", "setcredentials USER PASSWORD"),
    Program("smbpasswd", "-a USER PASSWORD"),
    Program(
        "salt|salt-call", "shadow.set_password|user.setpassword USER PASSWORD", r"(?:shadow\.set_|user\.set)password "
    ),
    Program("sonar-scanner", "-Dsonar.login|-Dsonar.token TOKEN"),
    Program("consul acl", "set-agent-token NAME TOKEN"),
    Program("esxcli", "-p|-c PASSWORD"),
    Program("iwconfig", "key s:PASSWORD; key PASSWORD"),
    Program("wpa_passphrase", "-- NETWORK PASSWORD"),
    Program("steamcmd", "+login USER PASSWORD"),
    Program("radtest", "-- USER PASSWORD HOST NUMBER PASSWORD; -- USER PASSWORD HOST NUMBER PASSWORD NUMBER"),
    Program("asadmin", "--aliaspassword PASSWORD"),
    # Monitoring.
    Program(
        "snmpget|snmpwalk|snmpset|snmpbulkwalk|snmpbulkget|snmpgetnext|snmptrap|snmptable|snmpstatus|snmpdf|snmpinform",
        "-c PASSWORD",
    ),
    Program(
        "snmpget|snmpwalk|snmpset|snmpbulkwalk|snmpbulkget|snmpgetnext|snmptrap|snmptable|check_snmp*",
        "-A|-X PASSWORD",
        "(?:snmp(?:get|walk|set|bulk[a-z]*|getnext|trap|table)|check_snmp[a-z_]*) ",
    ),
    Program("check_snmp*", "-C PASSWORD", "check_snmp[a-z_]* "),
    Program("check_nt", "-s PASSWORD"),
    Program("check_ldap|check_ldaps", "-P PASSWORD"),
    # Keys and documents.
    Program(
        "keytool|jarsigner|apksigner",
        "-storepass|-keypass|-srcstorepass|-deststorepass PASSWORD",
    ),
    Program("openssl", "-passin|-passout|-pass pass:PASSWORD; -k|-K PASSWORD"),
    Program("openssl passwd", "-- PASSWORD"),
    Program("pdftotext|pdfinfo|pdftoppm|pdfimages", "-upw|-opw PASSWORD"),
    Program("qpdf", "--encrypt PASSWORD PASSWORD"),
    Program("pdftk", "user_pw|owner_pw|input_pw PASSWORD"),
)
