import pytest

from entrypoints.cli import main
from entrypoints.cli.aws_prices import Line, month


def bill(logs: int, text_bytes: int = 200, batch: int = 1, seconds_per_character: float = 0) -> dict[str, Line]:
    """The lines by the first word and the last."""
    lines = month(logs=logs, text_bytes=text_bytes, batch=batch, seconds_per_character=seconds_per_character)
    return {line.what: line for line in lines}


def test_the_idle_stack_costs_its_secret() -> None:
    """All else of it is within the free tier, the receives of an idle event source included."""
    idle = bill(0)
    assert {what: line.to_pay for what, line in idle.items() if line.to_pay > 0.001} == {
        "Secrets Manager, the master secret": pytest.approx(0.40)
    }
    assert idle["SQS, requests of 64 KB"].amount == "648,000"


def test_a_million_logs_one_by_one() -> None:
    """The prices of a million requests, and of two writes of an item of up to a kilobyte."""
    lines = bill(1_000_000)
    assert lines["API Gateway, requests"].dollars == pytest.approx(1.00)
    assert lines["API Gateway, requests"].to_pay == pytest.approx(0)
    assert lines["DynamoDB, written units of table and index"].dollars == pytest.approx(1.25)
    assert 0.6 < lines["SQS, requests of 64 KB"].dollars - bill(0)["SQS, requests of 64 KB"].dollars < 0.9


def test_batches_cost_less() -> None:
    """Ten logs in a request are a tenth of the requests and of the messages, and as many writes."""
    alone, together = bill(10_000_000), bill(10_000_000, batch=10)
    assert together["API Gateway, requests"].dollars == pytest.approx(alone["API Gateway, requests"].dollars / 10)
    assert together["SQS, requests of 64 KB"].dollars < alone["SQS, requests of 64 KB"].dollars / 4
    writes = "DynamoDB, written units of table and index"
    assert together[writes].dollars == alone[writes].dollars


def test_simulated_work_is_paid_for_by_the_run() -> None:
    """The work of 200 characters takes 10 s of half a gigabyte, and logs that come together share it."""
    work = bill(100_000, seconds_per_character=0.05)["Lambda, GB-seconds"].dollars
    assert work == pytest.approx(100_000 * 10 * 0.5 * 0.0000133334, rel=0.01)
    busy = bill(1_000_000_000, seconds_per_character=0.05)["Lambda, GB-seconds"].dollars
    assert busy < work * 10_000 / 50


def test_the_table_adds_up(capsys: pytest.CaptureFixture[str]) -> None:
    """What is printed ends with the sum, and says whose prices they are."""
    assert main(["cost", "--logs-per-month", "1000000", "--bytes", "300", "--batch", "5"]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    numbers = [float(row[-1]) for row in rows[3:] if row and row[-1].replace(".", "").isdigit()]
    assert numbers[-1] == pytest.approx(sum(numbers[:-1]), abs=0.05)
    with pytest.raises(SystemExit):
        main(["cost", "--batch", "0"])
