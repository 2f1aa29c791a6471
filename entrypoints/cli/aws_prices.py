"""Estimating the monthly cost of the deployed stack from AWS's published prices and the stack's usage."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from domain.limits import LEAST_BYTES_A_LOG

REGION = "us-east-1, arm64, on demand"

_MILLION = 1_000_000
_DAY_SECONDS = 24 * 3600
_MONTH_SECONDS = 30 * _DAY_SECONDS


class Price(Enum):
    """Dollars per unit, free units per month in every account, the source page, and the date of the price.

    Other regions cost up to a third more. The benefits of new accounts are not included: credits for accounts created
    since 15 July 2025, and a free first year for older accounts.
    """

    API_REQUEST = (1.00 / _MILLION, 0, "https://aws.amazon.com/api-gateway/pricing/", "2025")
    LAMBDA_RUN = (0.20 / _MILLION, _MILLION, "https://aws.amazon.com/lambda/pricing/", "2025")
    LAMBDA_GB_SECOND = (0.0000133334, 400_000, "https://aws.amazon.com/lambda/pricing/", "2025")
    SQS_REQUEST = (0.40 / _MILLION, _MILLION, "https://aws.amazon.com/sqs/pricing/", "2025")
    DYNAMODB_WRITE = (0.625 / _MILLION, 0, "https://aws.amazon.com/dynamodb/pricing/on-demand/", "2025-07")
    DYNAMODB_READ = (0.125 / _MILLION, 0, "https://aws.amazon.com/dynamodb/pricing/on-demand/", "2025-07")
    DYNAMODB_GB = (0.25, 25, "https://aws.amazon.com/dynamodb/pricing/on-demand/", "2025-07")
    TRACE = (5.00 / _MILLION, 100_000, "https://aws.amazon.com/xray/pricing/", "2026-02")
    LOG_GB = (0.50, 5, "https://aws.amazon.com/cloudwatch/pricing/", "2026-02")
    CUSTOM_METRIC = (0.30, 10, "https://aws.amazon.com/cloudwatch/pricing/", "2026-02")
    ALARM_METRIC = (0.10, 10, "https://aws.amazon.com/cloudwatch/pricing/", "2026-02")
    # Free with up to 50 metrics on it; see FREE_DASHBOARD_METRICS.
    DASHBOARD = (3.00, 0, "https://aws.amazon.com/cloudwatch/pricing/", "2026-02")
    SECRET = (0.40, 0, "https://aws.amazon.com/secrets-manager/pricing/", "2025")
    # Budgets that only notify are free, and so are the first two with actions.
    BUDGET = (0.0, 0, "https://aws.amazon.com/aws-cost-management/aws-budgets/pricing/", "2025")

    def __init__(self, dollars: float, free: float, source: str, as_of: str) -> None:
        self.dollars = dollars
        self.free = free
        self.source = source
        self.as_of = as_of


# AWS's units of billing.
_API_UNIT_BYTES = 512 * 1024
_SQS_UNIT_BYTES = 64 * 1024
_WRITE_UNIT_BYTES = 1024
FREE_DASHBOARD_METRICS = 50
# X-Ray's default rule: the first request of each second, and a twentieth of the others.
_SAMPLED_A_SECOND, _SAMPLED_SHARE = 1, 0.05
_MEMORY_OF_ONE_VCPU_GB = 1769 / 1024

# Properties of the stack. tests/template compares them with template.yaml.
API_MEMORY_GB = 0.5
ALARM_METRICS = 20
DASHBOARD_METRICS = 37
BATCH_MESSAGES = 100
# The alarm incoming-data is triggered by more than so many bytes in so many seconds.
ALARMED_BYTES, ALARMED_SECONDS = 500_000_000, 300

# Measured by `make bench-aws`: the worker's CPU time for a log that is alone in its message.
_STORE_CPU_SECONDS = 0.0017
# The time that a run and a request wait for calls to AWS, of about 10 ms each.
_RUN_SECONDS, _REQUEST_SECONDS, _REQUEST_SECONDS_A_LOG = 0.02, 0.02, 0.00002
_FRAME_BYTES = 350
# The duration of a request that is refused before its body is read.
_REFUSAL_SECONDS = 0.005
# The size of a stored log besides its text, in the table and again in the index: ids, keys, timestamps, level, service,
# and three attributes with the same data. tests/contract/test_dynamodb_items.py measures it.
ITEM_BYTES = 500
# Bytes of log lines, including the 26 that CloudWatch adds to each. `make e2e` measures our lines. The size of Lambda's
# lines is from https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-advanced.html
LINE_BYTES = 26
ACCESS_LINE_BYTES = 340
LAMBDA_LINES_BYTES = 450
INGEST_LINES_BYTES = 260
WORKER_LINES_BYTES = 560
# Lambda polls even an empty queue, with five pollers that wait for 20 s each.
_IDLE_RECEIVES = 5 * _MONTH_SECONDS // 20
# The metrics of a month without failures: accepted, stored, age, cold starts of three functions, and six redacted
# kinds. Each further reason or kind, and failed attempts, add a metric for the hours in which they occur.
_CUSTOM_METRICS = 12
_SEARCHED_METRICS = 6


@dataclass(frozen=True)
class Line:
    """A line of the bill: the amount, its cost in dollars, and the part of the cost that the free tier covers."""

    what: str
    amount: str
    dollars: float
    free: float

    @property
    def to_pay(self) -> float:
        """The dollars per month that remain to be paid."""
        return self.dollars - self.free


@dataclass(frozen=True)
class Traffic:
    """A month's logs, spread evenly. Each request and message contains `batch` logs with texts of `text_bytes`."""

    logs: int
    text_bytes: int = 200
    batch: int = 1

    @property
    def requests(self) -> int:
        """The number of requests, and of messages in the queue."""
        return math.ceil(self.logs / self.batch)

    @property
    def message_bytes(self) -> int:
        """The size of a request's body, and of its message, which is about the same."""
        return _FRAME_BYTES + self.batch * (self.text_bytes + 60)

    @property
    def runs(self) -> int:
        """The number of the worker's runs. Messages of one second share a run, up to the maximum batch size."""
        return math.ceil(self.requests / min(BATCH_MESSAGES, max(1.0, self.requests / _MONTH_SECONDS)))


def month(
    traffic: Traffic, *, seconds_per_character: float, worker_memory_mb: int, traced: bool = False
) -> Iterator[Line]:
    """Yield the lines of a month's bill."""
    requests, runs, logs = traffic.requests, traffic.runs, traffic.logs
    worker_gb = worker_memory_mb / 1024
    ingest = (requests * _REQUEST_SECONDS + logs * _REQUEST_SECONDS_A_LOG) * API_MEMORY_GB
    # Lambda's CPU share grows with its memory, so the gigabyte-seconds do not depend on the memory.
    storing = logs * _STORE_CPU_SECONDS * _MEMORY_OF_ONE_VCPU_GB + runs * _RUN_SECONDS * worker_gb
    # The simulated work of a run's logs is concurrent, and Lambda bills waiting like working.
    waiting = runs * traffic.text_bytes * seconds_per_character * worker_gb
    free = iter(_shared_free([ingest, storing, waiting], Price.LAMBDA_GB_SECOND.free))
    sqs = requests * math.ceil(traffic.message_bytes / _SQS_UNIT_BYTES) * 2 + math.ceil(requests / 10) + _IDLE_RECEIVES
    stored_bytes = traffic.text_bytes + ITEM_BYTES
    writes = logs * math.ceil(stored_bytes / _WRITE_UNIT_BYTES)
    shown = DASHBOARD_METRICS + (_SEARCHED_METRICS if logs else 0)

    yield _line(
        "API Gateway, requests of 512 KB",
        requests * math.ceil(traffic.message_bytes / _API_UNIT_BYTES),
        Price.API_REQUEST,
    )
    yield _line("Lambda, runs", requests + runs, Price.LAMBDA_RUN)
    yield _line("Lambda, GB-seconds of taking logs", math.ceil(ingest), Price.LAMBDA_GB_SECOND, next(free))
    yield _line("Lambda, GB-seconds of redacting and storing", math.ceil(storing), Price.LAMBDA_GB_SECOND, next(free))
    yield _line("Lambda, GB-seconds of the simulated work", math.ceil(waiting), Price.LAMBDA_GB_SECOND, next(free))
    yield _line("SQS, requests of 64 KB", sqs, Price.SQS_REQUEST)
    yield _line("DynamoDB, written units of the table", writes, Price.DYNAMODB_WRITE)
    yield _line("DynamoDB, written units of the index by time", writes, Price.DYNAMODB_WRITE)
    yield _line("DynamoDB, GB that one month adds to both", 2 * logs * stored_bytes / 1e9, Price.DYNAMODB_GB)
    yield _line("X-Ray, traces", sampled(requests) + sampled(runs) if traced else 0, Price.TRACE)
    yield _line("CloudWatch, GB of logs of our own", _log_bytes(requests, runs) / 1e9, Price.LOG_GB)
    yield _line("CloudWatch, metrics of our own", _CUSTOM_METRICS if logs else 0, Price.CUSTOM_METRIC)
    yield _line("CloudWatch, metrics that alarms watch", ALARM_METRICS, Price.ALARM_METRIC)
    yield _line("CloudWatch, dashboard", 1, Price.DASHBOARD, 1 if shown <= FREE_DASHBOARD_METRICS else 0)
    yield _line("Secrets Manager, the master secret", 1, Price.SECRET)
    yield _line("Budgets, one that tells", 1, Price.BUDGET)


def sampled(events: int) -> int:
    """Return how many of a month's events, at random times, X-Ray records by its default rule."""
    a_second = events / _MONTH_SECONDS
    first = _SAMPLED_A_SECOND * (1 - math.exp(-a_second))
    return round((first + _SAMPLED_SHARE * (a_second - first)) * _MONTH_SECONDS)


def _log_bytes(requests: int, runs: int) -> int:
    of_a_request = ACCESS_LINE_BYTES + LAMBDA_LINES_BYTES + INGEST_LINES_BYTES
    return requests * of_a_request + runs * (LAMBDA_LINES_BYTES + WORKER_LINES_BYTES)


def attack_day(  # noqa: PLR0913 - one argument a setting
    *,
    writes_per_second: int,
    reads_per_second: int,
    accepted_requests: int,
    accepted_bytes: int,
    workers: int,
    worker_memory_mb: int,
) -> dict[str, float]:
    """Return what a day of continuous requests to an open endpoint costs, in dollars without the free tier.

    Requests that API Gateway refuses are not billed. All bodies together stay just below the limit of the alarm
    incoming-data.
    """
    refused = Price.API_REQUEST.dollars + Price.LAMBDA_RUN.dollars
    refused += _REFUSAL_SECONDS * API_MEMORY_GB * Price.LAMBDA_GB_SECOND.dollars
    refused += (ACCESS_LINE_BYTES + LAMBDA_LINES_BYTES + INGEST_LINES_BYTES) / 1e9 * Price.LOG_GB.dollars
    logs = accepted_bytes // LEAST_BYTES_A_LOG
    stored_gb = logs * (ITEM_BYTES + LEAST_BYTES_A_LOG) / 1e9
    # Once for the table and once for the index.
    storing = 2 * (logs * Price.DYNAMODB_WRITE.dollars + stored_gb * Price.DYNAMODB_GB.dollars)
    return {
        "requests to ingest-api": writes_per_second * _DAY_SECONDS * refused,
        "requests to read-api": reads_per_second * _DAY_SECONDS * (refused + Price.DYNAMODB_READ.dollars),
        "their bodies beyond 512 KB": _DAY_SECONDS / ALARMED_SECONDS * billed_for_size(ALARMED_BYTES),
        "counting them": accepted_requests * 2 * Price.DYNAMODB_WRITE.dollars,
        "queueing what is accepted": accepted_requests
        * (3 * Price.SQS_REQUEST.dollars + _REQUEST_SECONDS * API_MEMORY_GB * Price.LAMBDA_GB_SECOND.dollars),
        "workers that never rest": workers * _DAY_SECONDS * worker_memory_mb / 1024 * Price.LAMBDA_GB_SECOND.dollars,
        "storing what is accepted, for a month": storing,
    }


def billed_for_size(size: int) -> float:
    """Return the most that bodies of this total size cost in dollars, besides their requests."""
    return size / _API_UNIT_BYTES * Price.API_REQUEST.dollars


def _shared_free(amounts: list[float], free: float) -> Iterator[float]:
    """Yield the free part of each amount, if all amounts share the free units."""
    for amount in amounts:
        taken = min(amount, free)
        free -= taken
        yield taken


def _line(what: str, amount: float, price: Price, free: float | None = None) -> Line:
    written = f"{amount:,}" if isinstance(amount, int) else f"{amount:,.2f}"
    free = price.free if free is None else free
    return Line(what, written, amount * price.dollars, min(amount, free) * price.dollars)
