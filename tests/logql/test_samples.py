"""A sample at time t counts the logs of `t - range < time <= t`."""

from collections import Counter
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.logql.expressions import SampleExpression
from domain.logql.parser import parse
from domain.logql.pipeline import Line
from domain.logql.samples import MAX_SERIES, Matrix, Times, TooManySeries, evaluate

SECOND = 10**9
LINES = st.lists(
    st.tuples(st.integers(0, 60), st.sampled_from(["info", "error"]), st.text(max_size=5)).map(
        lambda drawn: (drawn[0] * SECOND, Line(drawn[2], {"level": drawn[1]}, {"pod": "1"}))
    ),
    max_size=30,
)


def samples(query: str, lines: list[tuple[int, Line]], times: Times) -> Matrix:
    """Return the samples of a query that counts."""
    return evaluate(cast("SampleExpression", parse(query)), lines, times)


@given(LINES, st.integers(0, 60), st.integers(0, 60), st.integers(1, 20), st.integers(1, 30))
def test_samples_equal_a_count_by_hand(
    lines: list[tuple[int, Line]], start: int, length: int, step: int, span: int
) -> None:
    """Whatever the steps and the range are, each sample counts each log of its range once."""
    times = Times(start * SECOND, (start + length) * SECOND, step * SECOND)

    expected: Matrix = {}
    for number in range(len(times)):
        at = times.at(number)
        counts = Counter(line.stream["level"] for time, line in lines if at - span * SECOND < time <= at)
        for level, count in counts.items():
            expected.setdefault((("level", level),), {})[number] = count

    assert samples(f'sum by (level) (count_over_time({{a="b"}}[{span}s]))', lines, times) == expected
    assert samples(f'count_over_time({{a="b"}}[{span}s])', lines, times) == expected
    assert samples(f'sum(sum by (level) (count_over_time({{a="b"}}[{span}s])))', lines, times) == samples(
        f'sum(count_over_time({{a="b"}}[{span}s]))', lines, times
    )


def test_each_function_measures_what_its_name_says() -> None:
    """Logs and bytes are counted, in total and per second."""
    lines = [(SECOND, Line("four", {}, {})), (2 * SECOND, Line("säx", {}, {}))]
    times = Times(2 * SECOND, 2 * SECOND, SECOND)
    for query, value in {"count_over_time": 2, "rate": 0.2, "bytes_over_time": 8, "bytes_rate": 0.8}.items():
        assert samples(f'{query}({{a="b"}}[10s])', lines, times) == {(): {0: value}}


def test_the_largest_series_of_each_group_are_kept() -> None:
    """`topk` keeps the labels of the series that it keeps, and `count` counts series."""
    lines = [
        (SECOND, Line("", {"level": level, "service_name": service}, {}))
        for level, service in [
            ("info", "a"),
            ("info", "a"),
            ("info", "b"),
            ("error", "b"),
            ("error", "b"),
            ("error", "b"),
        ]
    ]
    times = Times(SECOND, SECOND, SECOND)
    counted = 'sum by (level, service_name) (count_over_time({a="b"}[5s]))'
    info_a, error_b = (("level", "info"), ("service_name", "a")), (("level", "error"), ("service_name", "b"))

    assert samples(f"topk(1, {counted})", lines, times) == {error_b: {0: 3}}
    assert samples(f"topk by (level) (1, {counted})", lines, times) == {error_b: {0: 3}, info_a: {0: 2}}
    assert samples(f"count({counted})", lines, times) == {(): {0: 3}}
    assert samples(f"count by (level) ({counted})", lines, times) == {
        (("level", "error"),): {0: 1},
        (("level", "info"),): {0: 2},
    }


def test_too_many_series_are_refused_with_advice() -> None:
    """A query that would make a series of each log is an error that suggests `by`."""
    lines = [(SECOND, Line("", {}, {}, {"id": str(number)})) for number in range(MAX_SERIES + 1)]
    with pytest.raises(TooManySeries, match="fewer labels"):
        samples('rate({a="b"}[5s])', lines, Times(SECOND, SECOND, SECOND))


def test_vector_has_a_sample_at_each_time() -> None:
    """Grafana's health check needs no logs."""
    assert samples("vector(1)+vector(1)", [], Times(0, 2 * SECOND, SECOND)) == {(): {0: 2, 1: 2, 2: 2}}
