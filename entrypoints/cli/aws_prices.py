"""What a month of the deployed stack costs: AWS's published prices, and the amounts that the stack uses."""

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
    """Dollars for one unit, how many units a month are free in every account, the page it is from, and when it held.

    Other regions cost up to a third more. What only new accounts get is not in it: those made since 15 July 2025 have
    credits, older ones had a first year.
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
    # Budgets that only tell are free; the first two that act are free as well.
    BUDGET = (0.0, 0, "https://aws.amazon.com/aws-cost-management/aws-budgets/pricing/", "2025")

    def __init__(self, dollars: float, free: float, source: str, as_of: str) -> None:
        self.dollars = dollars
        self.free = free
        self.source = source
        self.as_of = as_of


# How AWS meters.
_API_UNIT_BYTES = 512 * 1024
_SQS_UNIT_BYTES = 64 * 1024
_WRITE_UNIT_BYTES = 1024
FREE_DASHBOARD_METRICS = 50
# X-Ray's default rule: the first request of each second, and a twentieth of the others.
_SAMPLED_A_SECOND, _SAMPLED_SHARE = 1, 0.05
_MEMORY_OF_ONE_VCPU_GB = 1769 / 1024

# What the stack is made of. tests/template holds these to template.yaml.
API_MEMORY_GB = 0.5
ALARM_METRICS = 20
DASHBOARD_METRICS = 37
BATCH_MESSAGES = 100
# Above so many bytes in so many seconds the alarm incoming-data rings.
ALARMED_BYTES, ALARMED_SECONDS = 500_000_000, 300

# Measured. `make bench-aws`: the worker's CPU for a log that comes alone in its message.
_STORE_CPU_SECONDS = 0.0017
# What a run waits for besides, and a request: calls to AWS, some 10 ms each.
_RUN_SECONDS, _REQUEST_SECONDS, _REQUEST_SECONDS_A_LOG = 0.02, 0.02, 0.00002
_FRAME_BYTES = 350
# A request that is refused before its body is read.
_REFUSAL_SECONDS = 0.005
# Of a stored log besides its text, in the table and once more in its index by time: ids, keys and moments, a level, a
# service, and three attributes that say the same. tests/contract/test_dynamodb_items.py measures it.
ITEM_BYTES = 500
# Bytes of log lines, each with the 26 that CloudWatch adds. `make e2e` measures ours; Lambda's own of a run are as its
# documentation shows them. https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-advanced.html
LINE_BYTES = 26
ACCESS_LINE_BYTES = 340
LAMBDA_LINES_BYTES = 450
INGEST_LINES_BYTES = 260
WORKER_LINES_BYTES = 560
# Lambda looks at the queue with five pollers, for 20 s each: whether anything comes or not.
_IDLE_RECEIVES = 5 * _MONTH_SECONDS // 20
# What a healthy month has: accepted, stored, age, three functions' cold starts, and redacted of six kinds. Each further
# reason or kind is one more for the hours in which it occurs, and so are failed attempts.
_CUSTOM_METRICS = 12
_SEARCHED_METRICS = 6


@dataclass(frozen=True)
class Line:
    """What is paid for: how much of it, what that costs, and what of the cost the free tier takes off."""

    what: str
    amount: str
    dollars: float
    free: float

    @property
    def to_pay(self) -> float:
        """Dollars a month."""
        return self.dollars - self.free


@dataclass(frozen=True)
class Traffic:
    """A month's logs, spread evenly: `batch` of them in a request and a message, each with a text of that size."""

    logs: int
    text_bytes: int = 200
    batch: int = 1

    @property
    def requests(self) -> int:
        """Requests, and messages in the queue."""
        return math.ceil(self.logs / self.batch)

    @property
    def message_bytes(self) -> int:
        """Of a request's body and of a message, which are much the same."""
        return _FRAME_BYTES + self.batch * (self.text_bytes + 60)

    @property
    def runs(self) -> int:
        """Of the worker. Messages of one second share a run, up to the batch size of its event source."""
        return math.ceil(self.requests / min(BATCH_MESSAGES, max(1.0, self.requests / _MONTH_SECONDS)))


def month(
    traffic: Traffic, *, seconds_per_character: float, worker_memory_mb: int, traced: bool = False
) -> Iterator[Line]:
    """The lines of a month's bill."""
    requests, runs, logs = traffic.requests, traffic.runs, traffic.logs
    worker_gb = worker_memory_mb / 1024
    ingest = (requests * _REQUEST_SECONDS + logs * _REQUEST_SECONDS_A_LOG) * API_MEMORY_GB
    # CPU grows with memory, so that its gigabyte-seconds are the same at any memory.
    storing = logs * _STORE_CPU_SECONDS * _MEMORY_OF_ONE_VCPU_GB + runs * _RUN_SECONDS * worker_gb
    # Logs of a run wait together, and waiting is billed as work is.
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
    """Of events that come at random moments of a month, how many X-Ray records by its default rule."""
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
    """Dollars that a day of requests without end costs an endpoint that takes logs from anyone, free tier left aside.

    What API Gateway refuses is not billed. All bodies together stay just below the bound of the alarm incoming-data.
    """
    refused = Price.API_REQUEST.dollars + Price.LAMBDA_RUN.dollars
    refused += _REFUSAL_SECONDS * API_MEMORY_GB * Price.LAMBDA_GB_SECOND.dollars
    refused += (ACCESS_LINE_BYTES + LAMBDA_LINES_BYTES + INGEST_LINES_BYTES) / 1e9 * Price.LOG_GB.dollars
    logs = accepted_bytes // LEAST_BYTES_A_LOG
    stored_gb = logs * (ITEM_BYTES + LEAST_BYTES_A_LOG) / 1e9
    # In table and index.
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
    """Dollars that bodies of so many bytes together cost at most, besides their requests."""
    return size / _API_UNIT_BYTES * Price.API_REQUEST.dollars


def _shared_free(amounts: list[float], free: float) -> Iterator[float]:
    """What of each amount is free, where all share what is free."""
    for amount in amounts:
        taken = min(amount, free)
        free -= taken
        yield taken


def _line(what: str, amount: float, price: Price, free: float | None = None) -> Line:
    written = f"{amount:,}" if isinstance(amount, int) else f"{amount:,.2f}"
    free = price.free if free is None else free
    return Line(what, written, amount * price.dollars, min(amount, free) * price.dollars)
