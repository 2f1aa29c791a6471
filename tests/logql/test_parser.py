"""Queries are parsed as by Grafana, or refused with the name of a feature."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.logql.errors import InvalidLogQL, LogQLError, UnsupportedLogQL
from domain.logql.expressions import LogExpression, Matcher
from domain.logql.parser import parse, parse_selector
from tests.logql.queries import queries, reference
from tests.logql.shape import shape

# The numbers for the 150 queries that clients send.
_LEAST_ANSWERED = 120


@pytest.mark.parametrize(("query", "reading"), reference().items())
def test_query_is_read_as_grafana_reads_it_or_refused_by_name(query: str, reading: Any) -> None:
    """A query that our parser accepts has the tree of Grafana's grammar; the refusal of another names the feature."""
    if "unsupported" in reading:
        with pytest.raises(UnsupportedLogQL, match="is not supported"):
            parse(query)
    else:
        assert shape(parse(query)) == reading


def test_nearly_all_that_clients_send_is_answered() -> None:
    """Of 150 queries at least 120 are accepted, and the reference covers exactly these queries."""
    readings = reference()
    assert list(readings) == queries()
    assert len(readings) == 150
    assert sum("unsupported" not in reading for reading in readings.values()) >= _LEAST_ANSWERED


@pytest.mark.parametrize(
    ("query", "feature"),
    [
        ('{a="b"} | pattern "<x>"', "pattern"),
        ('{a="b"} |> "<_>"', "|>"),
        ('{a="b"} |= ip("10.0.0.0/8")', "ip()"),
        ('{a="b"} | addr = ip("10.0.0.0/8")', "ip()"),
        ('{a="b"} | json x="y"', "json with expressions"),
        ('{a="b"} | logfmt --strict', "logfmt with flags"),
        ('rate({a="b"}[5m] offset 1h)', "offset"),
        ('sum without (x) (rate({a="b"}[5m]))', "without"),
        ('max(rate({a="b"}[5m]))', "max"),
        ('rate({a="b"}[5m]) > 3', ">"),
        ('rate({a="b"}[5m]) by (x)', "by behind rate"),
        ("1 + 1", "a number by itself"),
    ],
)
def test_refusal_names_what_is_not_supported(query: str, feature: str) -> None:
    """The refusal has LogQL's own name of the feature."""
    with pytest.raises(UnsupportedLogQL) as refused:
        parse(query)
    assert refused.value.feature.startswith(feature)


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("", 0),
        ("hello", 0),
        ("{}", 1),
        ('{a="b"', 6),
        ('{a="b",}', 7),
        ("{a=b}", 3),
        ('{a="b"} |= ', 11),
        ('{a="b"} |= 5', 11),
        ('{a="b"} | = "x"', 10),
        ('{a="b"} "x"', 8),
        ('{a="unclosed}', 3),
        ('{a="b\\q"}', 5),
        ('rate({a="b"})', 12),
        ('rate({a="b"}[5x])', 13),
        ('topk(sum(rate({a="b"}[5m])))', 5),
        ('{a="b"} | json | status >= "x', 27),
        ('{a="b"} §', 8),
    ],
)
def test_an_error_has_the_position(query: str, place: int) -> None:
    """The error for an invalid query has the position where it becomes invalid."""
    with pytest.raises(InvalidLogQL) as refused:
        parse(query)
    assert refused.value.place == place
    assert f"character {place + 1}" in str(refused.value)


def test_empty_selector_selects_everything_where_only_series_are_asked_for() -> None:
    """`{}` is invalid as a query, but valid as a selector of labels and series."""
    assert parse_selector("{}") == ()
    assert parse_selector('{a="b", c!~"d"}') == (Matcher("a", "=", "b"), Matcher("c", "!~", "d"))
    with pytest.raises(InvalidLogQL):
        parse_selector('{a="b"} |= "x"')


def test_depth_is_bounded() -> None:
    """A thousand nested brackets are an error, and do not exhaust the stack."""
    for query in ("(" * 1000 + '{a="b"}' + ")" * 1000, '{a="b"} | ' + "(" * 1000 + 'a="b"' + ")" * 1000):
        with pytest.raises(InvalidLogQL, match="too deeply nested"):
            parse(query)


@given(st.text(alphabet='{}()[]|=!~<>,"`abjson_ 0159msKB.#\\-', max_size=60) | st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Any text is parsed, or raises an error of LogQL."""
    with suppress(LogQLError):
        parse(text)


@given(st.text(max_size=30))
def test_any_text_can_be_written_as_a_string(text: str) -> None:
    """A text written with Go's escapes is read back unchanged."""
    quoted = "".join(f"\\U{ord(character):08x}" for character in text)
    assert parse(f'{{a="{quoted}"}}') == LogExpression((Matcher("a", "=", text),))
