"""Trace and span ids in the formats of all senders, as 32 and 16 lower-case hexadecimal digits."""

import re

from domain.json_value import JsonValue

_TRACE_DIGITS, _SPAN_DIGITS = 32, 16
# Some senders write `0x` before an id. Zipkin, Jaeger and Datadog also use trace ids of 64 bits.
_HEXADECIMAL = re.compile(r"(?:0x)?([0-9a-f]{32}|[0-9a-f]{16})", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
# https://www.w3.org/TR/trace-context/#traceparent-header
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}.*", re.IGNORECASE)
# https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-traceids
_X_RAY = re.compile(r"(?:Root=)?1-([0-9a-f]{8})-([0-9a-f]{24})(?:;.*)?", re.IGNORECASE)
_GOOGLE_CLOUD = re.compile(r"projects/[^/]+/traces/([0-9a-f]{32})", re.IGNORECASE)
_MAX_64_BITS = 2**64 - 1
_MAX_DECIMAL_DIGITS = len(str(_MAX_64_BITS))


def read_trace_id(value: JsonValue) -> str | None:
    """Read a trace id in hexadecimal or as a UUID. An id of 64 bits is padded with zeros, as in OpenTelemetry."""
    if not isinstance(value, str):
        return None
    if match := _HEXADECIMAL.fullmatch(value):
        return _checked(match[1], _TRACE_DIGITS)
    return _checked(value.replace("-", ""), _TRACE_DIGITS) if _UUID.fullmatch(value) else None


def read_span_id(value: JsonValue) -> str | None:
    """Read a span id of 64 bits in hexadecimal."""
    match = _HEXADECIMAL.fullmatch(value) if isinstance(value, str) else None
    return _checked(match[1], _SPAN_DIGITS) if match else None


def read_datadog_trace_id(value: JsonValue) -> str | None:
    """Read a trace id, as decimal if it can be: https://docs.datadoghq.com/tracing/guide/span_and_trace_id_format/."""
    return _decimal(value, _TRACE_DIGITS) or read_trace_id(value)


def read_datadog_span_id(value: JsonValue) -> str | None:
    """Read a span id, as decimal if it can be."""
    return _decimal(value, _SPAN_DIGITS) or read_span_id(value)


def read_traceparent_trace_id(value: JsonValue) -> str | None:
    """Read the trace id from a W3C `traceparent`."""
    match = _TRACEPARENT.fullmatch(value) if isinstance(value, str) else None
    return _checked(match[1], _TRACE_DIGITS) if match else None


def read_traceparent_span_id(value: JsonValue) -> str | None:
    """Read the span id from a W3C `traceparent`."""
    match = _TRACEPARENT.fullmatch(value) if isinstance(value, str) else None
    return _checked(match[2], _SPAN_DIGITS) if match else None


def read_x_ray_trace_id(value: JsonValue) -> str | None:
    """Read the trace id from an AWS X-Ray id or header."""
    match = _X_RAY.fullmatch(value) if isinstance(value, str) else None
    return _checked(match[1] + match[2], _TRACE_DIGITS) if match else None


def read_google_cloud_trace_id(value: JsonValue) -> str | None:
    """Read the trace id from a resource name of Google Cloud, or an id in hexadecimal."""
    match = _GOOGLE_CLOUD.fullmatch(value) if isinstance(value, str) else None
    return _checked(match[1], _TRACE_DIGITS) if match else read_trace_id(value)


def _decimal(value: JsonValue, digits: int) -> str | None:
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= _MAX_DECIMAL_DIGITS:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= _MAX_64_BITS:
        return None
    return f"{value:0{digits}x}"


def _checked(hexadecimal: str, digits: int) -> str | None:
    """Pad the id with zeros. None if it is all zeros, which means no id, or too long."""
    return hexadecimal.lower().zfill(digits) if hexadecimal.strip("0") and len(hexadecimal) <= digits else None
