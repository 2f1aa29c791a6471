"""The lines of a monthly bill, one test for each. The prices are written out, from the pages that Price names."""

import math

import pytest

from entrypoints.cli import main
from entrypoints.cli.aws_prices import (
    ACCESS_LINE_BYTES,
    INGEST_LINES_BYTES,
    LAMBDA_LINES_BYTES,
    WORKER_LINES_BYTES,
    Line,
    Price,
    Traffic,
    month,
    sampled,
)

MILLION = 1_000_000


def bill(  # noqa: PLR0913 - one argument a choice
    logs: int,
    *,
    text_bytes: int = 200,
    batch: int = 1,
    seconds_per_character: float = 0,
    memory: int = 256,
    traced: bool = False,
) -> dict[str, Line]:
    """Return the lines by their purpose."""
    lines = month(
        Traffic(logs, text_bytes, batch),
        seconds_per_character=seconds_per_character,
        worker_memory_mb=memory,
        traced=traced,
    )
    return {line.what: line for line in lines}


def test_the_idle_stack_costs_its_secret_and_alarms() -> None:
    """Everything else is within the free tier, including the receives of an idle event source."""
    idle = bill(0)
    assert {what: line.to_pay for what, line in idle.items() if line.to_pay > 0.001} == {
        "CloudWatch, metrics that alarms watch": pytest.approx(1.00),
        "Secrets Manager, the master secret": pytest.approx(0.40),
    }


def test_requests_are_metered_by_512_kilobytes() -> None:
    """A million requests cost a dollar in any account, and a request of more than 512 KB counts as two."""
    line = bill(MILLION)["API Gateway, requests of 512 KB"]
    assert [line.dollars, line.free] == pytest.approx([1.00, 0])
    large = bill(MILLION, text_bytes=600_000)["API Gateway, requests of 512 KB"]
    assert large.dollars == pytest.approx(2.00)
    assert bill(MILLION, batch=500)["API Gateway, requests of 512 KB"].dollars == pytest.approx(0.002)


def test_runs_are_those_of_both_functions() -> None:
    """A million requests cause as many runs of the worker, if less than one message arrives in a second."""
    line = bill(MILLION)["Lambda, runs"]
    assert [line.dollars, line.free] == pytest.approx([0.40, 0.20])
    busy = bill(1000 * MILLION)["Lambda, runs"]
    assert busy.amount == f"{1000 * MILLION + 10 * MILLION:,}"


def test_taking_logs_costs_by_the_request() -> None:
    """A request takes 20 ms of half a gigabyte. 400,000 gigabyte-seconds are free for all lines together."""
    lines = bill(100 * MILLION)
    taking = lines["Lambda, GB-seconds of taking logs"]
    assert taking.dollars == pytest.approx(100 * MILLION * 0.02002 * 0.5 * 0.0000133334)
    free = sum(line.free for what, line in lines.items() if "GB-seconds" in what)
    assert free == pytest.approx(400_000 * 0.0000133334)


def test_storing_costs_the_same_cpu_at_any_memory() -> None:
    """Storing takes 1.7 ms of a vCPU (1,769 MB) if messages arrive too fast for pauses between them to matter."""
    storing = [
        bill(1000 * MILLION, batch=500, memory=memory)["Lambda, GB-seconds of redacting and storing"].dollars
        for memory in (256, 1769)
    ]
    assert storing == [pytest.approx(1000 * MILLION * 0.0017 * 1769 / 1024 * 0.0000133334, rel=0.05)] * 2


def test_the_simulated_work_costs_by_time_and_memory() -> None:
    """200 characters at 0.05 s are 10 s of a quarter of a gigabyte. Logs that arrive together share them."""
    work = "Lambda, GB-seconds of the simulated work"
    alone = bill(MILLION, seconds_per_character=0.05)[work]
    assert alone.dollars == pytest.approx(MILLION * 10 * 0.25 * 0.0000133334)
    assert bill(MILLION, seconds_per_character=0.05, memory=512)[work].dollars == pytest.approx(2 * alone.dollars)
    assert bill(MILLION, seconds_per_character=0.05, batch=500)[work].dollars == pytest.approx(alone.dollars / 500)
    assert bill(MILLION)[work].dollars == 0
    busy = bill(1000 * MILLION, seconds_per_character=0.05)[work]
    assert busy.dollars < alone.dollars * 1000 / 50


def test_the_queue_is_billed_by_64_kilobytes() -> None:
    """Each message is sent and deleted alone, and received with nine others. There are 648,000 idle receives."""
    assert bill(0)["SQS, requests of 64 KB"].amount == "648,000"
    line = bill(MILLION)["SQS, requests of 64 KB"]
    assert line.dollars == pytest.approx((2_100_000 + 648_000) * 0.40 / MILLION)
    assert line.free == pytest.approx(0.40)
    large = bill(MILLION, batch=500)["SQS, requests of 64 KB"]
    assert large.amount == f"{2_000 * 2 * 2 + 200 + 648_000:,}"


@pytest.mark.parametrize("place", ["the table", "the index by time"])
def test_writes_are_of_table_and_index(place: str) -> None:
    """Each log takes one unit per kilobyte in the table and in the index, whatever the batch.

    None is free on demand.
    """
    writes = f"DynamoDB, written units of {place}"
    for batch in (1, 500):
        assert bill(MILLION, batch=batch)[writes].dollars == pytest.approx(0.625)
    assert bill(MILLION, text_bytes=1000)[writes].to_pay == pytest.approx(2 * 0.625)


def test_storage_costs_by_the_gigabyte() -> None:
    """A log of 200 B takes 700 B in the table and as much in the index. 25 GB are free."""
    line = bill(100 * MILLION)["DynamoDB, GB that one month adds to both"]
    assert line.dollars == pytest.approx(140 * 0.25)
    assert line.to_pay == pytest.approx(115 * 0.25)


def test_traces_are_off_by_default() -> None:
    """By X-Ray's default rule, most of a few requests are recorded, and a twentieth of many."""
    assert bill(MILLION)["X-Ray, traces"].dollars == 0
    assert sampled(MILLION) * 5 / MILLION - 0.50 == pytest.approx(3.70, abs=0.05)
    assert sampled(1000 * MILLION) == pytest.approx(50 * MILLION + 2_592_000, rel=0.01)
    line = bill(MILLION, traced=True)["X-Ray, traces"]
    assert line.dollars == pytest.approx(2 * sampled(MILLION) * 5 / MILLION)
    assert line.free == pytest.approx(0.50)


def test_logs_of_our_own_cost_by_request_and_run() -> None:
    """Our own log lines take two kilobytes for a single log, and a few bytes a log in a batch of five hundred."""
    one_by_one = ACCESS_LINE_BYTES + INGEST_LINES_BYTES + WORKER_LINES_BYTES + 2 * LAMBDA_LINES_BYTES
    line = bill(10 * MILLION)["CloudWatch, GB of logs of our own"]
    requests, runs = 10 * MILLION, Traffic(10 * MILLION).runs
    assert line.dollars == pytest.approx(
        0.50
        * (
            requests * (one_by_one - WORKER_LINES_BYTES - LAMBDA_LINES_BYTES)
            + runs * (WORKER_LINES_BYTES + LAMBDA_LINES_BYTES)
        )
        / 1e9
    )
    assert bill(MILLION)["CloudWatch, GB of logs of our own"].dollars == pytest.approx(one_by_one * 0.50 / 1000)
    assert bill(MILLION, batch=500)["CloudWatch, GB of logs of our own"].dollars < 0.01
    assert bill(0)["CloudWatch, GB of logs of our own"].free == 0


def test_our_own_metrics_cost_while_logs_arrive() -> None:
    """A healthy month has twelve of our own metrics, of which ten are free."""
    assert bill(0)["CloudWatch, metrics of our own"].dollars == 0
    assert bill(1)["CloudWatch, metrics of our own"].to_pay == pytest.approx(2 * 0.30)


def test_watched_metrics_cost_beyond_ten() -> None:
    """The metrics of alarms cost the same with and without logs."""
    for logs in (0, MILLION):
        assert bill(logs)["CloudWatch, metrics that alarms watch"].to_pay == pytest.approx(10 * 0.10)


def test_the_dashboard_is_free_with_up_to_fifty_metrics(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dashboard with more metrics costs $3."""
    assert bill(1)["CloudWatch, dashboard"].to_pay == 0
    monkeypatch.setattr("entrypoints.cli.aws_prices.DASHBOARD_METRICS", 45)
    assert bill(1)["CloudWatch, dashboard"].to_pay == pytest.approx(3.00)


def test_the_budget_is_listed_and_free() -> None:
    """The bill lists the budget although it is free, because people ask."""
    assert bill(0)["Budgets, one that tells"].dollars == 0


def test_every_line_has_its_test_and_every_price_its_source() -> None:
    """Every line has a test in this file, and every price its source."""
    assert len(bill(1)) == 16
    for price in Price:
        assert price.source.startswith("https://aws.amazon.com/")
        assert int(price.as_of[:4]) >= 2025


def test_the_table_adds_up(capsys: pytest.CaptureFixture[str]) -> None:
    """The printed table ends with the sum, and names the source of the prices."""
    assert main(["cost", "--logs-per-month", "1000000", "--bytes", "300", "--batch", "5", "--traced"]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    numbers = [float(row[-1]) for row in rows[3:] if row and row[-1].replace(".", "").isdigit()]
    assert numbers[-1] == pytest.approx(math.fsum(numbers[:-1]), abs=0.08)
    with pytest.raises(SystemExit):
        main(["cost", "--batch", "0"])
    assert main(["cost", "--sources"]) == 0
    assert "https://aws.amazon.com/xray/pricing/" in capsys.readouterr().out
