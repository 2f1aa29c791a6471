"""Laws that hold for any text under any policy."""

import re
import string
import time
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.json_value import JsonValue
from domain.redaction import Action, CustomKind, RedactionPolicy, Redactor, redact_attributes
from domain.redaction.detectors import DETECTORS, Detector
from tests.corpus import findings
from tests.support.redaction import is_covered

KEY = bytes(range(32))
CUSTOM = (
    CustomKind("EMPLOYEE", "E-[0-9]{4,6}"),
    # Patterns that match parts of placeholders.
    CustomKind("CAPITALS", "[A-Z]{3,}"),
    CustomKind("HEX", "[0-9a-f]{6,}"),
    CustomKind("BRACKET", r"\][^\[\]]{2,5}\["),
    CustomKind("UMLAUT", "grüße?n?"),
    CustomKind("WHOLE", "^[a-z]{3}$"),
)


def policy(action: Action, custom: tuple[CustomKind, ...] = ()) -> RedactionPolicy:
    """Return a policy with one action for every kind."""
    kinds = [*DETECTORS, *(kind.name for kind in custom)]
    return RedactionPolicy(version="1", actions=dict.fromkeys(kinds, action), custom=custom)


REDACTORS = [
    pytest.param(Redactor(policy(action, custom), KEY), id=f"{action}{' and custom kinds' if custom else ''}")
    for action in (Action.MASK, Action.PSEUDONYM, Action.PARTIAL)
    for custom in ((), CUSTOM)
] + [pytest.param(Redactor(policy(Action.MASK, CUSTOM), shortest=True), id="shortest")]

ALL_KINDS = Redactor(policy(Action.MASK))
LINES = [record.text for record in findings(9, 400)]

# Parts of all values that rules look for, in any order, so that findings touch and overlap.
_PIECE = st.sampled_from(
    [
        *("+1", "+44", "415", "555", "0199", "2671", "20", "7946", "(", ")", "-", ".", " ", "+", "x", "/", "00"),
        *("[", "]", "[PHONE]", "[PHONE:", "*2671]", "7f3a9c21d0e4]", "[SECRET]", "[EMAIL:*.com]", "[x]", "[HEX]"),
        *("phone", "tel: ", "call ", "ssn", "from=", "password", "=", '": "', "token ", "id", "\\n", '"', "'", ">"),
        *("ann", "@", "example", ".com", "4111", "1111 1111 ", "GB82 WEST ", "1234 5698 ", "7654 32", "10.0.0.1"),
        *("::1", "fe80", "E-12345", "grüßen", "ABCD", "deadbeef", "Bearer ", "eyJ", "://", ":pw@"),
        *("%2B", "%20", r"\u002b", r"\u0022", r"\u7535\u8bdd", r"\x22", "&quot;"),
        *("\u00a0", "\uff11", "é", "电话", "😀", "\ud800", "\n", "\x00", ",", ";", "&"),
    ]
) | st.text(max_size=3)
PIECES = st.lists(_PIECE, max_size=24).map("".join)
REPEATED = st.lists(_PIECE, min_size=1, max_size=4).map("".join)


@pytest.mark.parametrize("redactor", REDACTORS)
@given(text=PIECES)
@example(text="password=[SECRET]hunter22")
@example(text="[PHONE:415555267112]")
@example(text="[CAPITALS:7f3a9c21d0e4]E-123456[PHONE]")
def test_redacting_again_changes_nothing(redactor: Redactor, text: str) -> None:
    """`redact(redact(x)) == redact(x)`, for any text and any policy, custom patterns included."""
    once = redactor.redact(text)
    twice = redactor.redact(once.text)
    assert (twice.text, twice.findings) == (once.text, ())


@pytest.mark.parametrize("redactor", REDACTORS)
@given(text=PIECES)
def test_only_findings_change(redactor: Redactor, text: str) -> None:
    """Findings are in order and do not overlap, and the text between them is unchanged."""
    redaction = redactor.redact(text)
    rest, end = redaction.text, 0
    for found in redaction.findings:
        assert end <= found.start < found.end <= len(text)
        between = text[end : found.start]
        assert rest.startswith(between)
        rest = rest.removeprefix(between)
        mark, closed, rest = rest.partition("]")
        assert closed
        assert mark.startswith(("[x", f"[{found.kind}"))
        end = found.end
    assert rest == text[end:]


@pytest.mark.parametrize("action", [Action.MASK, Action.PSEUDONYM, Action.PARTIAL])
@pytest.mark.parametrize("detector", DETECTORS.values(), ids=lambda detector: detector.kind)
@given(before=st.text(max_size=20), after=st.text(max_size=20))
# The generated text around the example may itself be a value, or end in the name of one.
@example(before="correct-horse-7", after="192.0.2.7")
@example(before="OTP", after="")
@example(before="PASSWORD PW", after="")
def test_examples_are_redacted_in_any_context(action: Action, detector: Detector, before: str, after: str) -> None:
    """The example of each kind, on a line of its own, is redacted whatever is around it."""
    redactor = Redactor(policy(action), KEY)
    planted = redactor.redact(detector.example).findings[0]
    start = len(before) + 1
    found = redactor.redact(f"{before}\n{detector.example}\n{after}").findings
    assert is_covered(found, start + planted.start, start + planted.end)


@given(text=st.text())
# A value, and a key without a value at the end of the text.
@example(text="password=hunter22 secret=")
def test_arbitrary_text_never_raises(text: str) -> None:
    """Any text is redacted without an error, even one with unpaired surrogates."""
    Redactor(policy(Action.MASK, CUSTOM)).redact(text)


@given(
    first=st.sampled_from(LINES),
    second=st.sampled_from(LINES),
    cuts=st.tuples(*[st.floats(0, 1)] * 3),
    joint=st.sampled_from(["", " ", "\n", '"', "=", ": ", "&", "[", "\\"]),
)
def test_lines_that_are_cut_off(first: str, second: str, cuts: tuple[float, float, float], joint: str) -> None:
    """Real lines that begin and end anywhere raise no error, and redacting them again changes nothing."""
    head, start, end = (int(cut * len(line)) for cut, line in zip(cuts, (first, second, second), strict=True))
    once = ALL_KINDS.redact(first[:head] + joint + second[start:end]).text
    assert ALL_KINDS.redact(once).text == once


@given(unit=REPEATED, times=st.integers(2, 40), end=st.sampled_from(["", "1", " a1", "=hunter2X", "@example.com", '"']))
# Each finding makes the text before it a finding.
@example(unit='0199token["', times=16, end="=hunter2X")
@example(unit="555-0199+44", times=15, end="=hunter2X")
@example(unit="(api_key=", times=4_000, end="1")
def test_a_repetitive_text_is_redacted_in_one_pass(unit: str, times: int, end: str) -> None:
    """Redacting a text of one repeated piece again changes nothing, whatever its end is."""
    once = ALL_KINDS.redact(unit * times + end).text
    assert ALL_KINDS.redact(once).text == once


_LINES = "".join(f"line {number} is fine\n" for number in range(300))
_CARDS = ("4111111111111111", "5555555555554444", "378282246310005", "4111 1111 1111 1111", "3782 822463 10005")


@pytest.mark.parametrize(
    ("line", "redacted"),
    [
        pytest.param(" ".join(_CARDS * 2), " ".join(["[PAYMENT_CARD]"] * 10), id="cards"),
        pytest.param(
            "12 " + " ".join(_CARDS * 4) + " 34", f"12 {' '.join(['[PAYMENT_CARD]'] * 20)} 34", id="amid digits"
        ),
        pytest.param("GB82 WEST 1234 5698 7654 32 " * 12, "[IBAN] " * 12, id="ibans"),
        pytest.param("555-0199" + "+442079460958" * 30, "[PHONE]" * 31, id="international numbers"),
        pytest.param("(555) 123-4567" * 30, "[PHONE]" * 30, id="US numbers"),
        pytest.param('pwd="' + r"token \u0022078" * 8, 'pwd="[SECRET]', id="escaped quotes"),
        pytest.param('0199token["' * 11 + "=hunter2X", '0199token["[SECRET]"' * 5 + '0199token["[SECRET]', id="quotes"),
        pytest.param('{"password":"a\\"b c"} ' * 12, '{"password":"[SECRET]"} ' * 12, id="quotes in quotes"),
    ],
)
def test_adjacent_values_are_all_found(line: str, redacted: str) -> None:
    """Adjacent values are all replaced and counted, however many there are, and the lines around them stay."""
    redaction = ALL_KINDS.redact(f"{_LINES}{line}\n{_LINES}")
    assert redaction.text == f"{_LINES}{redacted}\n{_LINES}"
    assert sum(redaction.counts.values()) == len(re.findall(r"\[[A-Z_]+\]", redacted))


# Each match of these patterns makes one more match.
CHAIN = Redactor(policy(Action.MASK, (CustomKind("FIRST", "S-[0-9]{3}"), CustomKind("NEXT", r"\]-[0-9]{3}"))))


@pytest.mark.parametrize("separator", ["=", ": ", " is "])
def test_the_text_after_a_value_does_not_become_part_of_it(separator: str) -> None:
    """The text after a value does not become part of the value when the value is replaced."""
    redaction = ALL_KINDS.redact(f"token{separator}a1b2c3d4[e5f6g7h8]" * 3)
    assert redaction.text == f"token{separator}[SECRET][e5f6g7h8]" * 3


def test_a_region_that_does_not_settle_is_masked() -> None:
    """If each finding creates another one, the region is masked after a few readings, and the lines around it stay."""
    redacted = CHAIN.redact(f"{_LINES}a S-{'-'.join(['123'] * 80)} b\n{_LINES}").text
    assert redacted.startswith(_LINES)
    assert redacted.endswith(f"\n{_LINES}")
    assert "-123" not in redacted


def test_a_region_that_does_not_settle_takes_time_in_proportion() -> None:
    """Sixteen times as many findings that create each other take about sixteen times as long, not one reading each."""

    def seconds(number: int) -> float:
        return least_seconds(lambda _: CHAIN.redact("S" + "-123" * number))

    assert seconds(20_000) <= 32 * seconds(1_250) + 0.01


@pytest.mark.parametrize("key", ["password", "api_key"])
def test_a_value_of_any_length_is_taken_whole(key: str) -> None:
    """A value of tens of thousands of characters without a space is redacted as a whole."""
    assert ALL_KINDS.redact(f"{key}={'hunter22' * 10_000} and more").text == f"{key}=[SECRET] and more"


@pytest.mark.parametrize(
    "text",
    [
        "[PHONE:+1 415 555 2671]",
        "[PHONE] +1 415 555 2671",
        "[PHONE:4155552671aa] 555-0199",
        "phone: [PHONE:415555267112]",
        "password=[SECRET]hunter22",
        "password=[SECRET:hunter22hunt]",
        "[SECRET:ann@example.com]",
    ],
)
def test_a_forged_placeholder_hides_no_value(text: str) -> None:
    """Text that looks like a placeholder does not hide a value in it or next to it."""
    for action in (Action.MASK, Action.PSEUDONYM, Action.PARTIAL):
        redacted = Redactor(policy(action), KEY).redact(text).text
        assert not any(value in redacted for value in ("555 2671", "555-0199", "415555267112", "hunter22", "ann@"))


@given(prefix=st.text(alphabet=string.ascii_letters + " é😀\U00010000", max_size=12))
def test_offsets_count_characters(prefix: str) -> None:
    """The span of a finding counts characters, not bytes or code units."""
    values = ["+44 20 7946 0958", "%2B442079460958", r"\u002B44207946095\u0038"]
    text = f"{prefix}\n{values[0]}, {values[1]} \\u0022{values[2]}\\u0022"
    findings = Redactor(policy(Action.MASK)).redact(text).findings
    assert [text[found.start : found.end] for found in findings] == values


NAMES = st.sampled_from(
    ["", "password", "api_key", "phone", "from", "order_id", "ssn", "auth", "Authorization", "version", "note"]
)
VALUES = st.lists(st.tuples(NAMES, PIECES), min_size=2, max_size=6)


@pytest.mark.parametrize("redactor", REDACTORS)
@given(values=VALUES)
# Quotes and brackets that are open at the end of a value end with it.
@example(values=[("a", 'password="hunter22'), ("b", 'password=hunter23 "'), ("", "x password='hunter24"), ("", "it's")])
@example(
    values=[("a", 'identified by "abc123'), ("b", 'identified by "abc124'), ("c", "password"), ("d", ": hunter22x")]
)
@example(
    values=[("a", "authorization"), ("b", "token abcdefgh12345678"), ("c", "user,password\n"), ("d", "ann,hunter22")]
)
@example(values=[("a", "name=apikey"), ("b", "value=hunter22x"), ("c", "\x03 +44"), ("d", "20 7946 0958"), ("e", "%4")])
@example(values=[("", "phone"), ("", "[PHONE]4154111")])
def test_values_are_redacted_independently(redactor: Redactor, values: list[tuple[str, str]]) -> None:
    """Values that are redacted together give the same results as values that are redacted one by one."""
    alone = {found: redaction for value in values for found, redaction in redactor.redact_values([value]).items()}
    assert redactor.redact_values(values) == alone


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[
            (name, "hunter22")
            for name in ("password", "pw", "mdp", "pat", "db.pw", "Client Secret", "password for ann")
        ],
        *[("note", text) for text in ("pw=hunter22", 'it\'s "x" password=hunter22', "\x03 password=hunter22")],
        ("Authorization", "Token hunter22hunter22hunter22"),
    ],
)
def test_a_value_under_the_name_of_a_secret_is_redacted(name: str, value: str) -> None:
    """A value under the name of a secret is redacted at any depth, and so is one that names itself, with any quotes."""
    ((redacted, _),) = ALL_KINDS.redact_values([(name, value)]).values()
    assert "hunter22" not in redacted


HOSTILE = {
    "numbers": "415-555-267 ",
    "extensions": " ext. x",
    "plus": "+1",
    "escapes": "%2B",
    "cards": "4111 ",
    "ibans": "GB82 WEST ",
    "hex": "fe80:",
    "addresses": "a@a.",
    "keys": "phone=",
    "passwords": "password: ",
    "assigned": "password=",
    "schemes": "Bearer ",
    "tokens": "eyJa.eyJ",
    "urls": "http://a:",
    "blocks": "-----BEGIN A PRIVATE " + "KEY-----",
    "tags": "<phone>",
    "placeholders": "[PHONE]",
    "quotes": '\\"',
    "escapes of JSON": r"\u0022",
    "findings": "+442079460958 ",
    "keys in brackets": "(api_key=",
    "keys with colons": "password:",
    "one long value": "password:12",
    "columns": "password,phone\n12a4,4155552671\n",
}


def least_seconds(work: Callable[[int], object]) -> float:
    """Return the processor time of the fastest of three attempts. `attempt` gets the number of the attempt."""

    def one(attempt: int) -> float:
        started = time.process_time()
        work(attempt)
        return time.process_time() - started

    return min(map(one, range(3)))


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_time_is_in_proportion_to_the_text(piece: str) -> None:
    """A text eight times as long takes about eight times as long, whatever is repeated; quadratic would be 64 times."""
    redactor = Redactor(policy(Action.MASK, CUSTOM))

    def seconds(size: int) -> float:
        return least_seconds(lambda attempt: redactor.redact(piece * (size // len(piece)) + str(attempt)))

    seconds(2_000)
    assert seconds(64_000) <= 24 * seconds(8_000) + 0.01


@pytest.mark.parametrize("piece", [")", "]", ")]}", "."])
def test_time_is_in_proportion_to_the_signs_behind_a_value(piece: str) -> None:
    """The end of a value is looked for once, however many punctuation marks follow it."""
    redactor = Redactor(policy(Action.MASK))

    def seconds(size: int) -> float:
        return least_seconds(
            lambda attempt: redactor.redact(f"password={'a1b2' * 50}{attempt}" + piece * (size // len(piece)))
        )

    seconds(1_000)
    assert seconds(64_000) <= 24 * seconds(8_000) + 0.01


@pytest.mark.parametrize("head", ["password,phone\n", 'password,phone\n"'])
@pytest.mark.parametrize("piece", ["\\", '"', "\\r", ",", "\r", " "])
def test_time_is_in_proportion_under_the_head_of_columns(head: str, piece: str) -> None:
    """In a table, the ends of lines and cells are looked for once, whatever the rows contain."""
    redactor = Redactor(policy(Action.MASK))

    def seconds(size: int) -> float:
        return least_seconds(lambda attempt: redactor.redact(head + piece * (size // len(piece)) + str(attempt)))

    seconds(1_000)
    assert seconds(32_000) <= 24 * seconds(4_000) + 0.01


@pytest.mark.parametrize("pattern", ["abc(?:.*z)?", "(?:abc)+q|abc"])
def test_time_is_in_proportion_under_a_tenants_own_pattern(pattern: str) -> None:
    """Even if RE2 must read to the end of the text for each match of a custom pattern, the time stays proportional."""
    redactor = Redactor(policy(Action.MASK, (CustomKind("OWN", pattern),)))

    def seconds(size: int) -> float:
        return least_seconds(lambda _: redactor.redact("abc" * (size // 3)))

    seconds(2_000)
    assert seconds(96_000) <= 36 * seconds(12_000) + 0.01


@given(gaps=st.lists(st.integers(0, 3_000), min_size=70, max_size=150), filler=st.sampled_from("xé😀"))
# Values at positions where a part of the text ends.
@example(gaps=[*[0] * 64, *range(1_000, 1_030)], filler="x")
def test_a_tenants_own_pattern_finds_each_of_many_values(gaps: list[int], filler: str) -> None:
    """A custom pattern finds each of many values, even if RE2 gets the text in parts."""
    text, spans = "", []
    for number, gap in enumerate(gaps):
        text += filler * gap
        value = f"E-{number:04d}-{'9' * (gap % 7)}"
        spans.append((len(text), len(text) + len(value)))
        text += value
    assert list(CustomKind("EMPLOYEE", "E-[0-9]{4}-9*").find(text)) == spans


@pytest.mark.parametrize(
    "attributes",
    [
        pytest.param(lambda size: {f"+1415555{number:04d}": number for number in range(size)}, id="keys that collide"),
        pytest.param(lambda size: {"phone " * size: [1] * size}, id="many values under a long key"),
    ],
)
def test_time_is_in_proportion_to_the_attributes(attributes: Callable[[int], dict[str, JsonValue]]) -> None:
    """The time for a JSON object is proportional to its size: no key or name is read again for each other key."""

    def seconds(size: int) -> float:
        return least_seconds(lambda _: redact_attributes(attributes(size), ALL_KINDS))

    seconds(100)
    assert seconds(4_000) <= 24 * seconds(500) + 0.01


_LONG = "hunter22X" * 1_200
_INSERT = "INSERT INTO"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"{','.join(f'c{n}' for n in range(65))},password\n{'x,' * 65}hunter22X", id="66 columns"),
        pytest.param(f"{','.join(f'c{n}' for n in range(900))},password\n{'x,' * 900}hunter22X", id="901 columns"),
        pytest.param(f"{'a' * 100},password\nx,hunter22X", id="name of a column"),
        pytest.param(f'a,password\n"{"x" * 5_000}",hunter22X', id="cell"),
        pytest.param(f"{_INSERT} {'t' * 200} (a, password) VALUES ('{'x' * 5_000}', 'hunter22X')", id="value of SQL"),
        pytest.param(f"{_INSERT} t ({'a, ' * 2_000}password) VALUES ({'1, ' * 2_000}'hunter22X')", id="columns of SQL"),
        pytest.param(f"http://{'u' * 200}:{_LONG}@host/", id="password of a URL"),
        pytest.param(f"Authorization: Bearer {_LONG}", id="bearer"),
        pytest.param(f'password="correct {_LONG}"', id="quoted"),
        pytest.param(f"password='correct \\' {_LONG}'", id="quoted with an escape"),
        pytest.param(f"{'first_' * 20}password=hunter22X", id="key"),
        pytest.param(f"{'first_' * 400}password=hunter22X", id="key of a long text"),
        pytest.param(f"{'word ' * 500}Password Confirmation: hunter22X", id="two words of a long text"),
        pytest.param(f"{'word ' * 500}Session ID: hunter22Xd7Kq9mZ2Lp4Vb", id="session in two words of a long text"),
        pytest.param(f"IDENTIFIED BY '{_LONG}'", id="statement"),
        pytest.param(f"mysql -p{_LONG} ", id="flag"),
        pytest.param(f"eyJ{'a' * 9_000}.eyJ{_LONG}.{_LONG}", id="JWT"),
        pytest.param(f"gho_{_LONG}", id="token of a vendor"),
        pytest.param(
            f"-----BEGIN RSA PRIVATE {'KEY'}-----\nComment: {'x' * 200}\n{_LONG}\n-----END RSA PRIVATE {'KEY'}-----",
            id="private key",
        ),
        pytest.param(f"phone:{' ' * 500}4155552671", id="white space"),
        pytest.param(f"password:{' ' * 500}hunter22X", id="white space before a password"),
    ],
)
def test_a_value_is_found_whatever_the_lengths_and_counts(text: str) -> None:
    """A value is found as a whole, whatever the length of it, its key and its neighbours, and the number of columns."""
    redacted = ALL_KINDS.redact(text).text
    assert "hunter22" not in redacted
    assert "4155552671" not in redacted
