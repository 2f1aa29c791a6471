"""US social security numbers: `123-45-6789`. The words that name them are in `words/us_ssn.txt`."""

from domain.redaction.context.vocabulary import Vocabulary
from domain.redaction.detectors.apart import values_apart
from domain.redaction.detectors.detector import Detector, digits_only
from domain.redaction.detectors.digits import END, FREE, START
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.evidence import Shape
from domain.redaction.rule.precheck import FirstMatch

# `waiting` contains a word of four letters.
_WORDS = Vocabulary("us_ssn", short=4)
_AREA = rf"[0-8]{FREE}(?!(?<=0)00|(?<=6)66)\d\d"
_GROUP = r"(?!00)\d\d"
_SERIAL = r"(?!0000)\d{4}"
# A column of numbers may have been read as fractions: `219099999.0`.
_END_OR_FRACTION = rf"(?:{END}|(?=\.0(?!\w)))"

_START = rf"{START}[0-9]{{3}}"
_DASHED_SHAPE = rf"{_START}-[0-9]{{2}}-[0-9]{{4}}(?:[^0-9a-z_-]|$)"
_ANY_SHAPE = rf"{_START}(?:-[0-9]{{2}}-|[ ][0-9]{{2}}[ ]|\.[0-9]{{2}}\.|[0-9]{{2}})[0-9]{{4}}(?:[^0-9a-z_]|$)"

_DASHED = Rule(
    name="ranges",
    pattern=Pattern(rf"{_AREA}-{_GROUP}-{_SERIAL}{END}"),
    shape=Shape.CLEAR,
    words=_WORDS,
    shapes=(_DASHED_SHAPE,),
    precheck=FirstMatch(_DASHED_SHAPE),
    takes=(
        "my id is ⟦123-45-6789⟧",
        "no.⟦673-79-1884⟧",
        "⟦123-45-6789⟧",
        "verified ⟦078-05-1121⟧, thanks",
        r"line one\n⟦219-09-9999⟧",
        "tax id ⟦123-45-6789⟧",
        "GET /docs/⟦330-71-6453⟧/w2",
        "⟦100-45-6789⟧ and ⟦166-45-6789⟧",
        # A quantity does not have this form.
        "amount=⟦219-09-9999⟧",
        '{"item":"⟦219-09-9999⟧"}',
    ),
    leaves=(
        # No area 000, 666 or 9xx, no group 00, no serial 0000.
        "000-45-6789",
        "666-45-6789",
        "912-45-6789",
        "123-00-6789",
        "123-45-0000",
        # Part of a longer value.
        "A123-45-6789",
        "1-123-45-6789",
        "v.123-45-6789",
        "GET /parts/123-45-6789",
        "123-45-6789-1",
        "123-45-6789/2",
        "123-45-67890",
        "123-45-6789a",
        # Named as an identifier.
        "order 123-45-6789 shipped",
        "tracking: 123-45-6789",
        "part no 100-20-3000",
        "código de error: 123-45-6789",
        "codigo_de_error=123-45-6789",
        "order number changed to 123-45-6789",
        "skus 100-20-3000 and 101-21-3001 listed",
    ),
)
_NAMED_NUMBER = Pattern(rf"{_AREA}([- .]?){_GROUP}\1{_SERIAL}{_END_OR_FRACTION}")
_NAMED = Rule(
    name="named",
    pattern=_NAMED_NUMBER,
    shape=Shape.POSSIBLE,
    words=_WORDS,
    values=(_ANY_SHAPE,),
    precheck=FirstMatch(_ANY_SHAPE),
    takes=(
        "SSN ⟦123-45-6789⟧",
        "ssn=⟦123456789⟧",
        "ssn nr.⟦474531184⟧",
        "ssn=⟦219099999⟧.0",
        "GET /ssn/⟦219099999⟧",
        "social security number: ⟦123 45 6789⟧",
        "My social security number is ⟦078.05.1123⟧",
        '{"applicant":{"ssn":"⟦219099999⟧"}}',
        '{"ssns":["⟦219099999⟧","⟦078051121⟧"]}',
        "ITIN ⟦219099999⟧",
        "S.S.N. ⟦219099999⟧",
        "ss_num: ⟦219099999⟧",
        "xyzssn=⟦219099999⟧",
        "tax id: ⟦219099999⟧",
        "SSN of the applicant is ⟦219099999⟧",
        r"ssn:\n⟦219099999⟧",
        "ssn=⟦100456789⟧ ssn=⟦166456789⟧",
        # Names in the notations that all kinds share.
        "<key>ssn</key>\n<string>⟦219099999⟧</string>",
        " id |    ssn    \n----+-----------\n  7 | ⟦219099999⟧",
        "Field error in object 'user' on field 'ssn': rejected value [⟦219099999⟧]; codes [Size]",
        "ssn\n  Input should be a valid string [type=string_type, input_value='⟦219099999⟧', input_type=str]",
        "Duplicate entry '⟦219099999⟧' for key 'users.ssn'",
        'ssn: Optional("⟦219099999⟧")',
        "ssn=to_char(⟦219099999⟧)",
        '["ssn"]=>\n  string(9) "⟦219099999⟧"',
        "ssn = N'⟦219099999⟧'",
        "{b'ssn': b'⟦219099999⟧'}",
        "expected ssn ⟦219099999⟧ but got ⟦078051121⟧",
        "ssn BETWEEN '⟦219099999⟧' AND '⟦219099998⟧'",
        '{"ssn":{"S":"⟦219099999⟧"}}',
        "[SSN] ⟦219099999⟧",
        '"ssn" with value "⟦219099999⟧" fails to match the required pattern',
        '{"field":"ssn","old":"⟦219099999⟧","new":"⟦078051121⟧"}',
        '{"op":"replace","path":"/ssn","value":"⟦219099999⟧"}',
        "applicant:\n  ssn: >-\n    ⟦219099999⟧",
    ),
    leaves=(
        "took 219099999 ns",
        "ssn_count=219099999",
        "ssn=000456789",
        "ssn=666456789",
        "ssn=912456789",
        "ssn=219009999",
        "ssn=219090000",
        "ssn=A219099999",
        "ssn=+219099999",
        "ssn=219099999_1",
        "ssn=2190999991",
        "ssn=219099999.5",
        "ssn=219099999.05",
        "ssn 219-09 9999",
        "waiting 219099999",
        "ssn [login] 219099999",
        "mm:ss 219099999",
        "ssn for Duplicate entry '219099999' for key 'users.login'",
        "<key>ssn</key>\n<string>ada</string>\n<key>login</key>\n<string>219099999</string>",
    ),
)
_SIGN = Rule(
    name="sign",
    pattern=Pattern(r"[Ss](?<![0-9A-Za-z_].)[Ss](?:[Nn]-| ?#:? ?)(?P<value>\d{3}([- .]?)\d\d\2\d{4})(?![\w-])"),
    source="`SS#` on forms, and `ssn-` before the digits.",
    keywords=(r"ss(?:n-| ?#:? ?)[0-8][0-9]{2}",),
    takes=("SS# ⟦219 09 9999⟧", "ss#:⟦219099999⟧", "SS #⟦219-09-9999⟧", "claim 12 ssn-⟦703442085⟧"),
    leaves=(
        "class#219099999",
        "SS# 2190999991",
        "SS# 219-09-9999-1",
        "SS# 219 09-9999",
        "ssn-7034420851",
        "classn-703442085",
    ),
)
_X12 = Rule(
    name="x12",
    pattern=Pattern(r"[RN](?:EF\*SY|M1(?:\*[^*~\n]{0,60}){7}\*34)\*(?P<value>\d{9})(?![\w-])"),
    source="ASC X12: the qualifier SY of a reference (element 128), and 34 of a person's name (element 66).",
    keywords=(r"ref\*sy\*[0-9]", r"\*34\*[0-9]{9}"),
    takes=("REF*SY*⟦290827687⟧~", "NM1*IL*1*DOE*ANN****34*⟦290827687⟧~"),
    leaves=(
        "REF*EI*290827687~",
        "NM1*IL*1*DOE*ANN****24*290827687~",
        "NM1*IL*1*DOE*ANN***34*290827687~",
        "REF*SY*2908276871~",
    ),
)

_APART = values_apart(
    _WORDS,
    lambda value: _NAMED_NUMBER.fullmatch(value) is not None,
    takes=(
        '{"value":"⟦219099999⟧","name":"ssn"}',
        "register.ssn: must match '[0-9-]+' (was '⟦219099999⟧')",
    ),
    leaves=('{"value":"219099999","name":"order"}', '{"value":"000099999","name":"ssn"}'),
)

DETECTOR = Detector(
    kind="US_SSN",
    is_number=True,
    example="SSN 123-45-6789",
    source="Social Security Administration: no area 000, 666 or 9xx, no group 00, no serial 0000.",
    rules=(_DASHED, _NAMED, _APART, _SIGN, _X12),
    normalise=digits_only,
)
