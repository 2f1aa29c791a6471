"""The contract of Metrics."""

import json
import re
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from application.ports.metrics import Metric, Metrics
from infrastructure.aws.metrics import FAILED_ATTEMPTS, NAMESPACE, EmfMetrics
from infrastructure.system.metrics import PrometheusMetrics
from tests.fakes.metrics import CountingMetrics

Counts = Counter[tuple[Metric, str | None]]
TITLES = {metric.title: metric for metric in Metric}


class MetricsUnderTest:
    """An adapter, and what whoever reads it makes of it."""

    def __init__(self, metrics: Metrics, read: Callable[[], Counts]) -> None:
        self.metrics = metrics
        self.read = read


def _read_page(page: str) -> Counts:
    """Prometheus's text format, as its documentation has it."""
    counts: Counts = Counter()
    for line in page.splitlines():
        if line.startswith(("#", "log_processor_age_seconds_")):
            continue
        found = re.fullmatch(r'log_processor_(\w+)_total(?:\{\w+="((?:[^"\\]|\\.)*)"\})? (\d+)', line)
        assert found, line
        label = found[2] and re.sub(r"\\(.)", lambda escaped: {"n": "\n"}.get(escaped[1], escaped[1]), found[2])
        counts[TITLES[found[1]], label] += int(found[3])
    return +counts


def _read_emf(printed: str) -> Counts:
    """CloudWatch's embedded metric format, as its documentation has it."""
    counts: Counts = Counter()
    for document in map(json.loads, printed.splitlines()):
        for directive in document["_aws"]["CloudWatchMetrics"]:
            assert directive["Namespace"] == NAMESPACE
            (dimensions,) = directive["Dimensions"]
            (label,) = [document[name] for name in dimensions if name != "service"] or [None]
            assert document["service"] == "function"
            for metric in directive["Metrics"]:
                if metric["Name"] == "age":
                    assert metric["Unit"] == "Seconds"
                    continue
                assert metric["Unit"] == "Count"
                if metric["Name"] == FAILED_ATTEMPTS:
                    continue
                counts[TITLES[metric["Name"]], label] += sum(document[metric["Name"]])
    return counts


@pytest.fixture(params=["in_memory", "prometheus", "emf"])
def counted(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> MetricsUnderTest:
    """Each adapter in turn, with nothing counted."""
    if request.param == "in_memory":
        fake = CountingMetrics()
        return MetricsUnderTest(fake, lambda: fake.counts)
    if request.param == "prometheus":
        prometheus = PrometheusMetrics()
        return MetricsUnderTest(prometheus, lambda: _read_page(prometheus.page()))
    emf = EmfMetrics(service="function")

    def read() -> Counts:
        emf.flush()
        return _read_emf(capsys.readouterr().out)

    return MetricsUnderTest(emf, read)


def test_nothing_counted_is_nothing_read(counted: MetricsUnderTest) -> None:
    """A metric has no value before its first count."""
    assert counted.read() == {}


def test_what_is_counted_is_read(counted: MetricsUnderTest) -> None:
    """Every metric is read under its own name and label, with the sum of its counts."""
    for number, metric in enumerate(Metric, 1):
        for label in ("one", "two") if metric.label else (None,):
            counted.metrics.count(metric, label=label)
            counted.metrics.count(metric, number, label)
    assert counted.read() == {
        (metric, label): 1 + number
        for number, metric in enumerate(Metric, 1)
        for label in (("one", "two") if metric.label else (None,))
    }


@pytest.mark.parametrize("label", ['a"b', "a\\b", "a\nb", "a\\nb", "é"])
def test_no_label_breaks_the_page(counted: MetricsUnderTest, label: str) -> None:
    """A label is returned unchanged, whatever characters it has."""
    counted.metrics.count(Metric.FAILED, label=label)
    assert counted.read() == {(Metric.FAILED, label): 1}


def test_threads_lose_no_count(counted: MetricsUnderTest) -> None:
    """Counts of several threads add up."""
    with ThreadPoolExecutor(8) as threads:
        for _ in range(2_000):
            threads.submit(counted.metrics.count, Metric.STORED)
    assert counted.read() == {(Metric.STORED, None): 2_000}


def test_an_invocations_counts_are_printed_at_its_end(capsys: pytest.CaptureFixture[str]) -> None:
    """The end of each invocation, also of a failed one, prints its counts once, or nothing without counts."""
    metrics = EmfMetrics(service="function")

    def handler(event: str, _context: object) -> str:
        if event != "idle":
            metrics.count(Metric.STORED, 2)
            metrics.count(Metric.REDACTED, 3, "PHONE")
        if event == "fail":
            raise RuntimeError
        return event

    flushing = metrics.flushing(handler)
    # The start counts with the first invocation.
    metrics.flush()
    capsys.readouterr()
    for _ in range(2):
        assert flushing("work", None) == "work"
        assert _read_emf(capsys.readouterr().out) == {(Metric.STORED, None): 2, (Metric.REDACTED, "PHONE"): 3}
    with pytest.raises(RuntimeError):
        flushing("fail", None)
    assert _read_emf(capsys.readouterr().out)[Metric.STORED, None] == 2
    flushing("idle", None)
    assert capsys.readouterr().out == ""


def test_page_is_what_prometheus_reads() -> None:
    """Prometheus gets help and type of each metric, and 0 for metrics without labels."""
    metrics = PrometheusMetrics()
    metrics.count(Metric.REDACTED, 2, "PHONE")
    lines = metrics.page().splitlines()
    assert "# TYPE log_processor_redacted_total counter" in lines
    assert 'log_processor_redacted_total{kind="PHONE"} 2' in lines
    assert "log_processor_stored_total 0" in lines
    assert metrics.page().endswith("\n")


def test_the_age_of_what_is_stored_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    """Prometheus gets sum and count of ages, CloudWatch the oldest age of an invocation, and nothing without logs."""
    prometheus, emf = PrometheusMetrics(), EmfMetrics(service="function")
    for metrics in (prometheus, emf):
        for seconds in (1.5, 4.0, 2.0):
            metrics.stored_after(seconds)
    page = prometheus.page()
    assert "log_processor_age_seconds_sum 7.500\nlog_processor_age_seconds_count 3\n" in page
    within = {"1": 0, "2.5": 2, "5": 3, "+Inf": 3}
    assert all(
        f'log_processor_age_seconds_bucket{{le="{bound}"}} {number}\n' in page for bound, number in within.items()
    )
    emf.flush()
    emf.flush()
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["age"] == [4.0]


def test_failed_attempts_are_one_metric_that_an_alarm_can_watch(capsys: pytest.CaptureFixture[str]) -> None:
    """Failed attempts of all reasons add up to one metric under the function's name."""
    emf = EmfMetrics(service="function")
    emf.count(Metric.STORED)
    emf.flush()
    assert FAILED_ATTEMPTS not in capsys.readouterr().out
    emf.count(Metric.FAILED, 2, "unavailable")
    emf.count(Metric.FAILED, 3, "unexpected")
    emf.flush()
    (total,) = [line for line in map(json.loads, capsys.readouterr().out.splitlines()) if FAILED_ATTEMPTS in line]
    assert total[FAILED_ATTEMPTS] == [5]
    assert total["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["service"]]


def test_what_shares_its_dimensions_shares_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    """An invocation that stores logs prints one line, and one more for each redacted kind."""
    emf = EmfMetrics(service="function")
    emf.count(Metric.STORED)
    emf.count(Metric.ALREADY_STORED)
    emf.stored_after(2.0)
    emf.count(Metric.REDACTED, 2, "PHONE")
    emf.flush()
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["stored"], first["already_stored"], first["age"]) == ([1], [1], [2.0])
    assert second["redacted"] == [2]


def test_a_cold_start_counts_with_the_first_invocation(capsys: pytest.CaptureFixture[str]) -> None:
    """A cold start is counted with the first invocation, and with no other."""
    handler = EmfMetrics(service="function").flushing(lambda event, _: event)
    for _ in range(2):
        assert handler("event", None) == "event"
    assert _read_emf(capsys.readouterr().out) == {(Metric.COLD_STARTS, None): 1}


def test_counts_that_cannot_be_printed_cost_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the counts cannot be printed, the handler's answer is returned all the same."""

    def refuse(_metrics: EmfMetrics) -> None:
        raise OSError

    monkeypatch.setattr(EmfMetrics, "flush", refuse)

    assert EmfMetrics(service="function").flushing(lambda _event, _context: "answer")(None, None) == "answer"
