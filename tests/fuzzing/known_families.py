"""The most expensive known kinds of logs, by the unit that they repeat."""

from collections.abc import Mapping

from tests.fuzzing.hostile_log import COUNTER, Recipe, Shape

_TEXT_BYTES = 16_000
_ATTRIBUTES_BYTES = 16_000


def _text(unit: str, head: str = "", tail: str = "") -> Recipe:
    return Recipe(Shape.TEXT, head, unit, tail, _TEXT_BYTES)


def _values(key: str, value: str) -> Recipe:
    return Recipe(Shape.LIST, key, value, "", _ATTRIBUTES_BYTES)


FAMILIES: Mapping[str, Recipe] = {
    "a key of secrets over single digits": _values("api_key=" * 32, "1"),
    "a key of passwords over numbers": _values("password: " * 24, COUNTER),
    "a key of open quotes over numbers": _values("token='" * 24, COUNTER),
    "a key of sentences over numbers": _values("secret is " * 24, COUNTER),
    "closing brackets behind a password": _text(")", head="password=" + "a1b2" * 50),
    "single digits": _values("a", "1"),
    "numbers": _values("a", COUNTER),
    "phone numbers": _values("phone", f"4155{COUNTER}"),
    "short keys": Recipe(Shape.OBJECT, "", "x1y", "k", _ATTRIBUTES_BYTES),
    "children of a long key": Recipe(Shape.CHILDREN, "secret " * 36, "x1y", "a", _ATTRIBUTES_BYTES),
    "names and values": Recipe(Shape.NAMED, "env", "x1y", "PASSWORD_", _ATTRIBUTES_BYTES),
    "cards side by side": _text(f"4111{COUNTER}{COUNTER} "),
    "open quote and escaped quotes": _text(rf"token \u0022{COUNTER}", head='pwd="'),
    "local numbers and signs": _text("555-0199+44", tail="=h"),
    "tokens in brackets": _text('0199token["', tail="=hunter2X"),
    "what ends a text tells what is in it": _text('<9token["', head="set password for a#", tail='"=hunt=hunter2X'),
    "tokens and calls": _text('0199token["call 415' + COUNTER, head="auth: name= secret is ", tail="=hunt=hunter2X"),
    "numbers that are nobody's": _text(f"call 11{COUNTER}0199 "),
    "values with half of everything": _values(
        "auth:figd_", f'0199token[["call 415{COUNTER}0199": 5{COUNTER}0199": "ktoken["call 415{COUNTER}07946'
    ),
    "candidates of three rules, read three times": _text(
        f"01gtoken[01990199t9;:415{COUNTER}电话01gs{{k_99token[019901"
        f'99token["call 415{COUNTER}0199:415{COUNTER}电话\\nssn',
        head="auth+: name= secuth+: nah+: name= secret is claim",
        tail="pass-7=hunt=h1//0r2X",
    ),
    "candidates of three rules under a long key": _values(
        "auth+: name= secret is claimtel: " * 9 + ")",
        "01gtoken[01990199t9;:01995-679t9;:415电话0g9t9;:415电话0glsa%3A3-45-67SSN 123-45-6789::1" + COUNTER,
    ),
    "passwords of JSON without spaces": _text('"password":"hunter22",'),
    "logs that a log quotes": _text(r'"{\"password\":\"hunter22\"}\n",'),
    "columns": _text("1,1,1,1,1,1\n", head="password,a,b,c,d,e\n"),
    "quotes before the separator of columns": _text(' "', tail="dob: |\n  2020-07-06"),
    "columns of short values": _text(f"{COUNTER},a1b\n", head="password,token\n"),
    "backslashes behind a key": _text("\\", head="key=abc"),
    "backslashes in an object": _text("\\", head='{"key":"db', tail='.password","value":{"stringValue":"hunter2"}}'),
    "backslashes before a command of Redis": _text("\\", head='"AUTH" "', tail='letmein"'),
    "backslashes in an argument": _text("\\", head="checkPassword('ada', '", tail="letmein')"),
    "backslashes in a password of a command": _text("\\", head="mysql -u a -p"),
    "backslashes in place of a password": _text("\\", head="['tool', '-u', 'ada', '-p', ", tail=", 'hunter22']"),
    "backslashes behind flags of a user and a password": _text("\\", head="tool -u nginx -p Le", tail="tmein"),
    "backslashes in a manifest": _text("\\", head='"kind":"Secret","data":{"', tail='db":"Tiger99"}'),
    "backslashes behind a field": _text("\\", head="fill('a','b') password", tail="'hunter22'"),
    "backslashes behind columns of JSON": _text("\\", head='"columns":["password"],"rows":[["hunter22"]] '),
    "letters and digits in a link": _text("a", head="/verify/" + "1" * 8_000, tail="-"),
    "words with many dashes after a session": _text(f"session {'a-b-' * 10}a-b.{COUNTER} "),
    "spaces between a name and its value": _text("DNI" + " " * 200 + f": 274{COUNTER} "),
    "a host of many parts": _text("a.", head="zmprov sp ada@mail.example "),
    "commands": _text("mysql -x "),
    "calls": _text(f"call 41555{COUNTER} "),
    "phones": _text(f"+442079{COUNTER} "),
    "identity numbers with wrong check digits": _text(f"PESEL 4405{COUNTER}8 "),
    "a list of nine digits each, whose name may be of identity numbers": _text(f" 552{COUNTER}", head="生年月日:"),
    "identity numbers without check digits": _text(f"DNI: 274{COUNTER} "),
    "codes without digits": _text("your code "),
    "codes in East Asian sentences": _text(f"コードは {COUNTER}12 です"),
    "names that may end a longer one": _text("code "),
    "ordinary lines, all together": _text(
        f'{COUNTER} GET /a?phone=4155{COUNTER}&token=a{COUNTER}b from 10.0.0.1 "name":"x" id={COUNTER}\n'
    ),
}
