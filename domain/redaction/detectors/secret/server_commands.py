"""Passwords on the command lines that administer servers and services.

The sources are the programs' manuals.
"""

from domain.redaction.detectors.secret.command import command_rule

RULES = (
    command_rule(
        "databases",
        r"neo4j-admin|rclone|asadmin|tmsh|zmprov|prosodyctl|ejabberdctl|db2|steamcmd|odoo-bin|splunk|addauth|esxcli|hdbsql",
        r"(?:\S*pass(?:word)?\s|(?:sp|setPassword|register)\s\S+\s(?:[^\s.]+\.\S+\s)?"
        r"|user\s\S+\susing\s|\+login\s\S+\s|-[wpc]\s|-auth\s[\w.-]+:|digest\s[\w.-]+:)",
        takes=(
            "neo4j-admin dbms set-initial-password ⟦letmein⟧",
            "rclone config create r sftp pass ⟦letmein⟧",
            "asadmin create-password-alias --aliaspassword ⟦letmein⟧",
            "tmsh modify auth user admin password ⟦letmein⟧",
            "zmprov sp ada@mail.example ⟦letmein⟧",
            "prosodyctl register ada meet.example ⟦letmein⟧",
            "db2 connect to sample user ada using ⟦letmein⟧",
            "steamcmd +login ada ⟦letmein⟧ +quit",
            "odoo-bin -d app -w ⟦letmein⟧ -i base",
            "splunk login -auth admin:⟦letmein⟧",
            "addauth digest ada:⟦letmein⟧",
            "esxcli account set -i root -p ⟦letmein⟧ -c ⟦letmein⟧",
        ),
        leaves=(
            "neo4j-admin server start letmein",
            "prosodyctl status letmein",
            "db2 connect to sample user ada",
            "rclone config show pass",
            "tmsh modify auth user admin password $PW",
            "my-splunk login -auth admin:letmein",
        ),
    ),
    command_rule(
        "settings",
        r"pulumi\sconfig\sset|consul\skv\sput|etcdctl\sput|vault\skv\sput",
        r"\S*(?i:password|passwd|secret|token|api_?key)\s",
        takes=("pulumi config set --plaintext dbPassword ⟦letmein⟧", "consul kv put app/db_password ⟦letmein⟧"),
        leaves=(
            "consul kv put app/region eu-west",
            "consul kv put app/db_password $PW",
            "my-consul kv put app/db_password letmein",
        ),
    ),
    command_rule(
        "radius",
        "radtest",
        r"(?:\S+\s(?=\S+\s\S+\s\d+\s)|\S+\s\d{1,5}\s)",
        takes=("radtest ada ⟦letmein⟧ localhost 0 ⟦testing123⟧",),
        leaves=(
            "radtest -v",
            "radtest ada $PW localhost 0 $SECRET",
            "radtest ada letmein localhost",
            "my-radtest ada letmein localhost 0 testing123",
        ),
    ),
    command_rule(
        "github",
        "gh",
        r"secret\sset\s\w+\s(?:--body|-b)\s",
        keywords=("gh secret set ",),
        takes=('gh secret set API_TOKEN --body "⟦letmein⟧"', "gh secret set TOKEN -b ⟦letmein⟧"),
        leaves=(
            "gh secret set TOKEN < letmein",
            "gh pr create --body letmein",
            "gh secret set TOKEN --body $TOKEN",
            "my-gh secret set TOKEN -b letmein",
        ),
    ),
    command_rule(
        "community",
        r"config|service|v2c\swith|com2sec|rocommunity6?|rwcommunity6?|gosnmp:|check_snmp",
        r"(?:(?:snmp\s)?community\s(?:add\s)?|(?:tacacs|radius)\spasskey\s|(?<=com2sec\s)\S+\s\S+\s|(?<=community\s)|-C\s)",
        keywords=(
            "snmp community ",
            "com2sec ",
            "r[ow]community6? ",
            "parsed community ",
            "v2c with community ",
            "check_snmp ",
            "(?:tacacs|radius) passkey ",
        ),
        takes=(
            "sudo config snmp community add ⟦n0tpublic⟧ RO",
            "set service snmp community ⟦n0tpublic⟧ authorization ro",
            "config tacacs passkey ⟦n0tpublic⟧",
            "config radius passkey ⟦n0tpublic⟧",
            "com2sec readonly default ⟦n0tpublic⟧",
            "rocommunity ⟦n0tpublic⟧ 192.0.2.0/24",
            "gosnmp: Parsed community ⟦n0tpublic⟧",
            'No response using SNMP v2c with community "⟦n0tpublic⟧"',
            "check_snmp -H switch1 -C ⟦n0tpublic⟧ -o sysUpTime.0",
        ),
        leaves=(
            "config snmp location hall4",
            "config snmp community add $COMMUNITY",
            "com2sec readonly default",
            "Parsed community list of 3",
            "my-check_snmp -C n0tpublic",
        ),
    ),
    command_rule(
        "psql-connect",
        "CONNECT|connect|CONN|conn",
        r"[\w$.-]{1,40}/(?=[^\s/@]+@[\w/:.])",
        keywords=(r"conn(?:ect)? [a-z0-9_$.-]*/",),
        takes=("CONNECT system/⟦manager9⟧@ORCL as sysdba",),
        leaves=("connect amqp/node1", "connect system/$PW@ORCL", "disconnect system/manager9@ORCL"),
        value=r"(?P<value>[^\s\"'\\@]{2,})",
    ),
)
