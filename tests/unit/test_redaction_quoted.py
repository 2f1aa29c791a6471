"""What a text quotes with escapes is read as a text of its own."""

import csv
import io
import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.redaction import redactor_for
from domain.redaction.policy import DEFAULT_POLICY
from domain.redaction.text.quoted import may_quote, quoted_in
from tests.support.rule_examples import all_rules, examples_of

TEXTS = st.text(st.sampled_from("ab ,=:'\"\\\n\t"), max_size=40)
# Rules that need the start of a text, of a line or of a list, where a collector writes something else.
NEED_THE_START = {
    ("PHONE", "call-record"),
    ("PHONE", "modem"),
    ("PHONE", "named"),
    ("SECRET", "bearer"),
    ("SECRET", "protocol-sasl"),
    ("SECRET", "redis-request"),
    ("SESSION", "cookie-file"),
}


def redact(text: str) -> str:
    """Return a text as the default policy redacts it."""
    return redactor_for(DEFAULT_POLICY).redact(text).text


def in_json(text: str) -> str:
    """Return a line as Docker's `json-file` driver writes it."""
    return json.dumps({"log": f"{text}\n", "stream": "stdout"}, ensure_ascii=False)


def in_csv(text: str) -> str:
    """Return a row of CSV that has the text as a field."""
    written = io.StringIO()
    csv.writer(written).writerow(["2026-11-20", text, "web"])
    return written.getvalue()


@given(TEXTS)
def test_a_string_of_json_is_read_as_its_text(text: str) -> None:
    """The text of a JSON string comes back, each character with its place."""
    written = in_json(text)
    (quoted,) = quoted_in(written)
    assert may_quote(written)
    assert quoted.text == f"{text}\n"
    assert len(quoted.places) == len(quoted.text) + 1
    for character, start, end in zip(quoted.text, quoted.places, quoted.places[1:], strict=False):
        assert json.loads(f'"{written[start:end]}"') == character


@given(st.text(st.sampled_from('ab ,=:"'), max_size=40).map(lambda text: f'x"{text}'))
def test_a_field_of_csv_is_read_as_its_text(text: str) -> None:
    """The text of a CSV field with doubled quotes comes back."""
    written = in_csv(text).rstrip("\r\n")
    (quoted,) = quoted_in(written)
    assert quoted.text == text


def test_all_strings_with_escapes_are_read() -> None:
    """A string ends at its quote, and the next one begins at its own."""
    assert [each.text for each in quoted_in(json.dumps({"a": "x\n", "b": 'y"z', "c": "no", "d": "\t"}))] == [
        "x\n",
        'y"z',
        "\t",
    ]
    assert not quoted_in(r'token["call\n"next')


@pytest.mark.parametrize(
    "text",
    ["", "don't 'x", '"a" \\ "b"', "C:\\dir\\file", '{"a": "", "b": ["", "c"]}', "it's a 5\" disk", 'say "x'],
)
def test_strings_without_escapes_are_not_read_again(text: str) -> None:
    """Only a string with escaped quotes, line breaks or tabs is read on its own."""
    assert not quoted_in(text)


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        (r'{"log":"the new root pw on db2 is T0ffee-apple\n"}', r'{"log":"the new root pw on db2 is [SECRET]\n"}'),
        (r'{"a":"{\"b\":\"AUTH \\\"letmein7\\\"\\n\"}"}', r'{"a":"{\"b\":\"AUTH \\\"[SECRET]\\\"\\n\"}"}'),
        ("pop3[811]: USER ada#012PASS letmein#012+OK", "pop3[811]: USER ada#012PASS [SECRET]#012+OK"),
        (r'>> "X-Api-Key: kd93kdL0Zq7xQ[\r][\n]"', r'>> "X-Api-Key: [SECRET][\r][\n]"'),
        ("use letmein-77 as the password\r\n", "use [SECRET] as the password\r\n"),
        ('7,"password is ""letmein7""",web', '7,"password is ""[SECRET]""",web'),
    ],
)
def test_a_value_is_found_behind_escapes(text: str, redacted: str) -> None:
    """Escaped quotes and line breaks end values as plain ones do, also in a quoted text that quotes another one."""
    assert redact(text) == redacted


def test_a_value_that_quotes_says_nothing_of_the_values_read_with_it() -> None:
    """Values with escaped line breaks are read apart from the other values of a log."""
    redactor = redactor_for(DEFAULT_POLICY)
    values = [("", "login code#012"), ("", "4930 requests used"), ("", r'{"log":"USER ada\nPASS letmein\n"}')]
    redactions = redactor.redact_values(values)
    assert {value: redaction.text for value, redaction in redactions.items()} == {
        values[2]: r'{"log":"USER ada\nPASS [SECRET]\n"}'
    }


def test_a_trace_shows_the_candidates_of_a_quoted_text_where_they_are_written() -> None:
    """The places in a trace are those of the text that was sent."""
    text = r'{"log":"the new root pw on db2 is T0ffee-apple\n"}'
    trace = redactor_for(DEFAULT_POLICY).trace(text)
    assert "T0ffee-apple" in {text[each.start : each.end] for each in trace.considered if each.outcome == "taken"}


def test_what_rules_find_in_a_line_they_find_in_the_line_of_a_collector() -> None:
    """A line loses no finding when Docker writes it into a JSON object, unless a rule needs the start of a text."""
    lost: Counter[tuple[str, str]] = Counter()
    for kind, rule in all_rules():
        for example in examples_of(kind, rule):
            found = redactor_for(DEFAULT_POLICY).redact(example.text).findings
            if len(redactor_for(DEFAULT_POLICY).redact(in_json(example.text)).findings) < len(found):
                lost[kind, rule.name] += 1
    assert lost.keys() <= NEED_THE_START
