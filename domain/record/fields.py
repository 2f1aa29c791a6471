"""The names that senders use for the fields of a log, in the order in which they are tried.

Each name is used by some sender; `tests/records/senders.py` has an example record of each sender.
"""

from collections.abc import Callable
from typing import TypeVar

from domain.json_value import JsonValue
from domain.log_entry import is_log_id
from domain.record.field import Field, Name
from domain.record.levels import GOOGLE_CLOUD, OPENTELEMETRY, PINO, PYTHON, SYSLOG, information, level_reader
from domain.record.texts import read_any, read_string
from domain.record.times import read_time
from domain.record.trace_ids import (
    read_datadog_span_id,
    read_datadog_trace_id,
    read_google_cloud_trace_id,
    read_span_id,
    read_trace_id,
    read_traceparent_span_id,
    read_traceparent_trace_id,
    read_x_ray_trace_id,
)

T = TypeVar("T")

MAX_SERVICE_CHARACTERS = 255


def _read_service(value: JsonValue) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= MAX_SERVICE_CHARACTERS else None


def _read_log_id(value: JsonValue) -> str | None:
    return value if isinstance(value, str) and is_log_id(value) else None


def _names(read: Callable[[JsonValue], T | None], paths: str) -> tuple[Name[T], ...]:
    return tuple(Name(path, read) for path in paths.split())


TEXT = Field(
    *_names(read_any, "text message msg"),
    *_names(read_string, "log"),
    *_names(read_any, "body"),
    *_names(read_string, "event line short_message _msg @m @mt textPayload record.message event.original"),
    # HashiCorp's hclog, Google Cloud's LogEntry, Azure, Rust's tracing, Serilog's JsonFormatter, Lambda's telemetry.
    *_names(read_string, "@message jsonPayload.message properties.message resultDescription fields.message"),
    *_names(read_string, "RenderedMessage MessageTemplate record"),
)
# Names of TEXT, in lower case, whose value is a message template: https://messagetemplates.org
TEMPLATES = frozenset(("@mt", "messagetemplate"))

TIME = Field(
    *_names(read_time, "timestamp @timestamp time ts date asctime created eventTime _time datetime @t"),
    *_names(read_time, "record.time.timestamp __REALTIME_TIMESTAMP timeUnixNano"),
    # log4j2, ClickHouse, syslog-ng, rsyslog, Azure.
    *_names(read_time, "instant timeMillis date_time ISODATE timereported timegenerated"),
    # MongoDB and Grafana write strings or objects. A number under this short name may be anything.
    Name("t", lambda value: None if isinstance(value, int | float) else read_time(value)),
    # nginx, Envoy, Kubernetes' audit log, Cloudflare.
    *_names(read_time, "time_iso8601 msec time_local"),
    Name("start_time", read_time, beside=("response_code",)),
    # log4js.
    Name("startTime", read_time, beside=("categoryName",)),
    *_names(read_time, "stageTimestamp EdgeStartTimestamp EventTimestampMs"),
)

_read_level = level_reader(PINO)
_read_syslog_level = level_reader(SYSLOG)

LEVEL = Field(
    # GELF uses syslog's numbers. In other formats so small a number is not a level.
    Name("level", _read_syslog_level, beside=("version", "host")),
    Name("level", _read_level),
    # Logstash and rsyslog write syslog's numbers, Google Cloud its own.
    Name("severity", level_reader({**SYSLOG, **GOOGLE_CLOUD})),
    *_names(_read_level, "lvl loglevel levelname log.level @l severity_text SeverityText record.level.name"),
    Name("PRIORITY", _read_syslog_level, exact=True),
    Name("syslog_severity", _read_syslog_level),
    Name("detected_level", _read_level),
    Name("levelno", level_reader(PYTHON)),
    *_names(level_reader(OPENTELEMETRY), "severityNumber severity_number"),
    # HashiCorp's hclog, Lambda's telemetry, Monolog, Postgres.
    *_names(_read_level, "@level record.level level_name error_severity"),
    # MongoDB.
    Name("s", _read_level, beside=("c", "ctx")),
    # A CLEF record without a level has the level information: https://clef-json.org
    Name("@t", information),
)

SERVICE = Field(
    *_names(_read_service, "service service.name service_name app application program SYSLOG_IDENTIFIER unit job"),
    Name("container_name", _read_service),
    # bunyan and pino. In other formats `name` is often the name of a person.
    Name("name", _read_service, beside=("pid", "hostname")),
    # OpenTelemetry's logging instrumentation, Datadog's, Kubernetes by Fluent Bit, rsyslog, Vector.
    *_names(_read_service, "otelServiceName dd.service kubernetes.container_name programname appname"),
)

TRACE_ID = Field(
    *_names(read_trace_id, "trace_id traceId trace.id"),
    Name("dd.trace_id", read_datadog_trace_id),
    Name("otelTraceID", read_trace_id),
    Name("traceparent", read_traceparent_trace_id),
    # Google Cloud, AWS Lambda Powertools, Java's diagnostic contexts.
    *_names(read_google_cloud_trace_id, "trace logging.googleapis.com/trace"),
    Name("xray_trace_id", read_x_ray_trace_id),
    *_names(read_trace_id, "mdc.traceId contextMap.traceId @tr"),
)

SPAN_ID = Field(
    *_names(read_span_id, "span_id spanId span.id"),
    Name("dd.span_id", read_datadog_span_id),
    Name("otelSpanID", read_span_id),
    Name("traceparent", read_traceparent_span_id),
    *_names(read_span_id, "logging.googleapis.com/spanId mdc.spanId contextMap.spanId @sp"),
)

# Ids that a cloud service makes unique, so that an event that is sent again is stored once.
CLOUD_ID = Field(
    # CloudWatch Logs, Vercel, EventBridge, SNS.
    Name("id", _read_log_id, beside=("logGroup", "logStream")),
    Name("id", _read_log_id, beside=("projectId", "deploymentId")),
    Name("id", _read_log_id, beside=("detail-type", "source")),
    Name("MessageId", _read_log_id, beside=("TopicArn",)),
)
