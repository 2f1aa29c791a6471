"""What a month of the deployed stack costs, by AWS's published prices.

us-east-1, arm64, on demand, as of 2025: https://aws.amazon.com/{api-gateway,lambda,sqs,dynamodb,cloudwatch,
secrets-manager}/pricing/. Other regions cost up to a third more.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

REGION, AS_OF = "us-east-1", "2025"

_MILLION = 1_000_000
_MONTH_SECONDS = 30 * 24 * 3600
_API_REQUEST = 1.00 / _MILLION
_RUN, _GB_SECOND = 0.20 / _MILLION, 0.0000133334
_SQS_REQUEST, _SQS_UNIT_BYTES = 0.40 / _MILLION, 64 * 1024
_WRITE_UNIT, _WRITE_UNIT_BYTES = 0.625 / _MILLION, 1024
_STORED_GB, _LOG_GB, _SECRET = 0.25, 0.50, 0.40
_ALARM_METRIC, _CUSTOM_METRIC = 0.10, 0.30

# What of each is free: for ever, but for API Gateway's, which is a new account's first year.
_FREE = {
    "api": _MILLION,
    "runs": _MILLION,
    "gb_seconds": 400_000,
    "sqs": _MILLION,
    "stored": 25,
    "logs": 5,
    "custom": 10,
    "alarms": 10,
}

# What the stack is made of (template.yaml), and what was measured of it.
_MEMORY_GB = 0.5
_INGEST_SECONDS, _INGEST_SECONDS_A_LOG = 0.02, 0.00002
_STORE_SECONDS = 0.01
_FRAME_BYTES, _ITEM_BYTES = 350, 400
_FUNCTION_LOG_BYTES = 700
_BATCH_MESSAGES = 100
_ALARM_METRICS = 10
# Lambda looks at the queue with five pollers, for 20 s each: whether anything comes or not.
_IDLE_RECEIVES = 5 * _MONTH_SECONDS // 20
# What a healthy month has: accepted, stored, age, three functions' cold starts, and redacted of six kinds. Each further
# reason or kind is one more for the hours in which it occurs.
_CUSTOM_METRICS = 12


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


def month(*, logs: int, text_bytes: int, batch: int, seconds_per_character: float) -> Iterator[Line]:
    """The lines of a month's bill for so many logs of that size, `batch` of them in a request and a message.

    The worker is reckoned as full as the traffic makes it: messages of a second share a run, up to 100.
    """
    requests = math.ceil(logs / batch)
    message_bytes = _FRAME_BYTES + batch * (text_bytes + 60)
    units = requests * math.ceil(message_bytes / _SQS_UNIT_BYTES)
    messages_a_run = min(_BATCH_MESSAGES, max(1.0, requests / _MONTH_SECONDS))
    runs = math.ceil(requests / messages_a_run)
    ingest_seconds = requests * _INGEST_SECONDS + logs * _INGEST_SECONDS_A_LOG
    # Logs of a run wait together.
    worker_seconds = runs * text_bytes * seconds_per_character + logs * _STORE_SECONDS
    gb_seconds = (ingest_seconds + worker_seconds) * _MEMORY_GB
    sqs = units * 2 + math.ceil(requests / 10) + _IDLE_RECEIVES
    writes = 2 * logs * math.ceil((text_bytes + _ITEM_BYTES) / _WRITE_UNIT_BYTES)
    stored_gb = 2 * logs * (text_bytes + _ITEM_BYTES) / 1e9
    log_gb = (logs + requests) * _FUNCTION_LOG_BYTES / 1e9
    metrics = _CUSTOM_METRICS if logs else 0

    yield _line("API Gateway, requests", requests, _API_REQUEST, _FREE["api"])
    yield _line("Lambda, runs", requests + runs, _RUN, _FREE["runs"])
    yield _line("Lambda, GB-seconds", math.ceil(gb_seconds), _GB_SECOND, _FREE["gb_seconds"])
    yield _line("SQS, requests of 64 KB", sqs, _SQS_REQUEST, _FREE["sqs"])
    yield _line("DynamoDB, written units of table and index", writes, _WRITE_UNIT, 0)
    yield _line("DynamoDB, GB that one month adds", stored_gb, _STORED_GB, _FREE["stored"])
    yield _line("CloudWatch, GB of the functions' own logs", log_gb, _LOG_GB, _FREE["logs"])
    yield _line("CloudWatch, metrics of our own", metrics, _CUSTOM_METRIC, _FREE["custom"])
    yield _line("CloudWatch, metrics that alarms watch", _ALARM_METRICS, _ALARM_METRIC, _FREE["alarms"])
    yield _line("Secrets Manager, the master secret", 1, _SECRET, 0)


def _line(what: str, amount: float, price: float, free: float) -> Line:
    written = f"{amount:,}" if isinstance(amount, int) else f"{amount:,.2f}"
    return Line(what, written, amount * price, min(amount, free) * price)
