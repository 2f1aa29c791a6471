"""Notations of a name and its value, each with an example for the rules that read all of them.

They are written for passwords, because any value of a password counts: what is taken depends on the notation alone.
"""

TAKES = (
    # Assignments.
    'password := "⟦hunter22⟧"',
    "this.apiToken ??= '⟦«alnum:24»⟧'",
    "password[]=⟦hunter22⟧&password[1]=⟦hunter23⟧",
    "password :: ⟦hunter22⟧",
    "password ....: ⟦hunter22⟧",
    "password - ⟦hunter22⟧",
    "password -> ⟦hunter22⟧",
    "password → ⟦hunter22⟧",
    "password · ⟦hunter22⟧",
    "login password=⟦hunter,22x⟧",
    "password=⟦hunter,22x⟧ next",
    "apikey := ⟦{{h}o)p${e]nob(ody[finds>-_$#this}}⟧",
    "my_password= ⟦{{h}o)p${e]nob(ody[finds>-_$#this}}⟧",
    "(password=⟦hunter22⟧)",
    "password=⟦S3cr3t!⟧ user=ada",
    # Sentences.
    "password set to ⟦hunter22⟧",
    "password for ada is ⟦hunter22⟧",
    "a senha é ⟦hunter22⟧",
    "a senha for ana é ⟦hunter22⟧",
    'password=⟦hunter22⟧: changed password; is "x7KqPz3mW9tLb2" known?',
    'password=⟦hunter22⟧: changed password; 1785312 "x7KqPz3mW9tLb2"',
    # What programs print.
    "Array ( [PASSWORD] => ⟦hunter22⟧ )",
    's:13:"client_secret";s:24:"⟦«alnum:24»⟧"',
    "| DB_PASSWORD | ⟦hunter22⟧ |",
    'Map("password" -> "⟦hunter22⟧")',
    "password: Some(⟦hunter22⟧)",
    'tokens["password"] = "⟦hunter22⟧"',
    '{"password":{"S":"⟦hunter22⟧"}}',
    'Some(password): "⟦hunter22⟧"',
    '"password", string "⟦hunter22⟧"',
    "CREATE LOGIN ada WITH PASSWORD = N'⟦hunter22⟧'",
    '[["password","⟦hello⟧"],["user","ada"]]',
    '[["user", "ada"], ["api_key", "⟦h4xx0r99⟧"]]',
    '["password"]=>\n  string(8) "⟦hunter22⟧"',
    '{"key":"db.password","value":{"stringValue":"⟦hunter22⟧"}}',
    "<key>password</key>\n<string>⟦hunter22⟧</string>",
    "<td>password</td><td>⟦hunter22⟧</td>",
    "password: Optional(⟦hunter22⟧)",
    '{name: "password", value: Optional("⟦hunter22⟧")}',
    "Field error in object 'user' on field 'password': rejected value [⟦hunter22⟧]; codes [Size]",
    "password\n  Input should be a valid string [type=string_type, input_value='⟦hunter22⟧', input_type=str]",
    r"password\n  Input should be a valid string [type=string_type, input_value='⟦hunter22⟧', input_type=str]",
    # Strings that were cut off.
    'password="⟦hunter22⟧ rejected',
    "password='⟦hunter22⟧ rejected",
    # Blocks of YAML.
    r"api_token: |\n  ⟦«alnum:24»⟧",
    "- name: DB_PASSWORD\n  value: |\n    ⟦hunter22⟧",
    r"- name: DB_PASSWORD\n  value: |\n    ⟦hunter22⟧",
    # The name is a value of its own.
    'name="password" value=["⟦hunter22⟧"]',
    '{name: "password", value: Some("⟦hunter22⟧")}',
    'form-data; name="password"\n\n⟦hunter22⟧\n--',
    'form-data; name="password"\r\n\r\n⟦hunter22⟧\r\n--',
    r'form-data; name="password"\n\n⟦hunter22⟧\n--',
    r'form-data; name="password"\r\n\r\n⟦hunter22⟧\r\n--',
)
LEAVES = (
    "wrong password pw\nGB82WEST1234 is next",
    # References.
    'echo "${DB_PASSWORD}" "ada-lovelace7"',
    'echo $env:DB_PASSWORD;"x7KqPz3mW9tLb2"',
    "password = <password>",
    "self.password = password",
    # What follows is something else.
    "GITHUB_API_KEY=\njdbc.url=x7KqPz3mW9tLb2",
    "mysql --password -hdb01.example.com",
    "cat password | sha256sum",
    'credentials["region"] = "eu-west-1x"',
    '["password", ["x7KqPz3mW9tLb2": 1]]',
    '("password", "nvarchar")',
    "<cert>PRIVATE KEY</cert><code>x7KqPz3mW</code>",
    # Sentences.
    "Wrong password. Xk9-fQ2mZ1 was locked",
    r'Enter password\n"Welcome back ada7"',
)
