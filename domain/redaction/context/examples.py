"""Notations of a name before a value, and of columns, each with an example for the rules that need a name.

The examples are dates of birth, because a recent date means nothing without its name. So only the notation decides
what is found.
"""

TAKES = (
    # Signs and strings around a value.
    "usr_dob => ⟦2020-07-06⟧",
    "usr_dob -> ⟦2020-07-06⟧",
    "usr_dob: |\n  ⟦2020-07-06⟧",
    "tool --usr-dob ⟦2020-07-06⟧",
    "usr_dob=N'⟦2020-07-06⟧'",
    "usr_dob = DATE '⟦2020-07-06⟧'",
    'usr_dob = some("⟦2020-07-06⟧")',
    '["usr_dob"]=> string(10) "⟦2020-07-06⟧"',
    "usr_dob: ~D[⟦2020-07-06⟧]",
    "usr_dob: !!timestamp ⟦2020-07-06⟧",
    "on field 'usr_dob': rejected value [⟦2020-07-06⟧]",
    '{"key":"usr_dob","value":"⟦2020-07-06⟧"}',
    '{"key"=>"usr_dob","value"=>"⟦2020-07-06⟧"}',
    r"usr_dob\n  Value error [type=value_error, input_value='⟦2020-07-06⟧'",
    '{"field":"usr_dob","oldValue":"⟦2020-07-05⟧","newValue":"⟦2020-07-06⟧"}',
    # Objects and lists.
    '{"birth":{"date":"⟦2020-07-06⟧"}}',
    "birth => { date => '⟦2020-07-06⟧' }",
    "usr_dob ⟦2020-07-06⟧ => ⟦2020-07-07⟧",
    "usr_dob ⟦2020-07-06⟧ -> ⟦2020-07-07⟧",
    # Elements.
    "<usr_dob>\n  ⟦2020-07-06⟧\n</usr_dob>",
    r"<usr_dob>\n  ⟦2020-07-06⟧\n</usr_dob>",
    "<key>usr_dob</key>\n<string> ⟦2020-07-06⟧</string>",
    "<usr_dob><![CDATA[⟦2020-07-06⟧]]></usr_dob>",
    "[usr dob] ⟦2020-07-06⟧",
    r"[usr dob]\n⟦2020-07-06⟧",
    # Words.
    "born at www.example.com ⟦1987-07-06⟧",
    "INSERT INTO u (id, जन्म२) VALUES (7, '⟦2020-07-06⟧')",
    "जन्म २ ⟦2020-07-06⟧",
    "d.o.b. ⟦2020-07-06⟧",
    "BDAY;VALUE=date:⟦2020-07-06⟧",
    "BDAY;X-A=b,c;VALUE=date:⟦2020-07-06⟧",
    "user.D.O.B.: ⟦2020-07-06⟧",
    # Columns.
    r"INSERT INTO u (name, dob) VALUES ('O\'Hara', '⟦2020-07-06⟧')",
    'name,dob\n"Lovelace, Ada",⟦2020-07-06⟧\n',
    'name;dob\n"Lovelace; Ada";⟦2020-07-06⟧\n',
    'name\tdob\n"Lovelace\tAda"\t⟦2020-07-06⟧\n',
    "id\tname\tdob\n7\t\t⟦2020-07-06⟧\n",
    'name|dob\n"Lovelace|Ada"|⟦2020-07-06⟧\n',
)
LEAVES = (
    "MonKey (usr_dob, city)=(2020-07-06, Bonn)",
    '<entry nickname="usr_dob">2020-07-06</entry>',
    "<keyword>usr_dob</keyword><string>2020-07-06</string>",
    "birthdate.go: 2020-07-06",
    '{"birth":{"city":"Bonn"},"date":"2020-07-06"}',
    '{"dobs":["Bonn"],"date":"2020-07-06"}',
    "dob v1987-07-06, 2020-07-06",
    "aa=bday;bb=cc:2020-07-06",
    # Longer words.
    "xd.o.b 2020-07-06",
    "d.o.bx 2020-07-06",
    "xd.o.b: 2020-07-06",
    "d.o.bx: 2020-07-06",
    # The phrase ends before the value.
    "birthday unknown, updated 2009-05-06",
    "birthday unknown. Updated 2009-05-06",
    "birthday greeting 5521 sent 2009-05-06",
)
