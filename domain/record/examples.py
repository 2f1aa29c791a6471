"""Examples of times, levels, trace ids and lines, with the result of reading each. Only tests import this module."""

from typing import Any

from domain.json_value import JsonValue, WrittenFloat

# 2025-11-26T12:00:00Z.
SECONDS = 1_764_158_400
_WHOLE = SECONDS * 10**9
_MILLISECONDS = _WHOLE + 123_000_000
_MICROSECONDS = _WHOLE + 123_456_000
_NANOSECONDS = _WHOLE + 123_456_789

# The result in nanoseconds, and the values that give it.
TIMES: dict[int, tuple[JsonValue, ...]] = {
    0: ("1970-01-01T00:00:00Z", "1970-01-01T01:00:00+01:00"),
    _WHOLE: (
        *(SECONDS * factor for factor in (1, 10**3, 10**6, 10**9)),
        *(str(SECONDS * factor) for factor in (1, 10**3, 10**6, 10**9)),
        1764158400.0,
        1.7641584e9,
        "1.7641584e+09",
        " 1764158400.",
        "2025-11-26T12:00:00Z",
        "2025-11-26 12:00:00",
        "2025-11-26t12:00:00z",
        "2025-11-26T12:00Z",
        "2025-11-26T12",
        "2025-11-26 12:00:00 +0000",
        "2025-11-26 12:00:00 UTC",
        "2025-11-26T12:00:00 GMT",
        "20251126T120000Z",
        "2025-W48-3T12:00:00Z",
        "2025-330T12:00:00Z",
        "2025330T1200Z",
        "2025-11-26T14:00:00+02:00",
        "2025-11-26T14:00:00+02",
        "2025-11-26T06:30:00-0530",
        "2025-11-26T11:59:60Z",
        "2025-11-26T12,0Z",
        "26/Nov/2025:14:00:00 +0200",
        {"epochSecond": SECONDS, "nanoOfSecond": 0},
        {"seconds": str(SECONDS)},
    ),
    _MILLISECONDS: (
        1764158400.123,
        1764158400123,
        "1764158400.123",
        "1764158400123",
        "2025-11-26 12:00:00,123",
        "2025-11-26T12:00:00.123+00:00",
        "2025-11-26 12:00:00.123 GMT",
        "2025-11-26 12:00:00,123+0000",
        {"$date": "2025-11-26T12:00:00.123+00:00"},
        {"$date": {"$numberLong": "1764158400123"}},
    ),
    _MICROSECONDS: (
        1764158400.123456,
        1764158400123.456,
        1764158400123456,
        "1764158400.123456",
        "1764158400123456",
        "2025-11-26T12:00:00.123456Z",
        "20251126T120000.123456Z",
    ),
    _NANOSECONDS: (
        1764158400123456789,
        "1764158400123456789",
        "1764158400.123456789",
        "1764158400.1234567899",
        WrittenFloat.read("1764158400.123456789"),
        WrittenFloat.read("1764158400123.456789"),
        "2025-11-26T12:00:00.123456789Z",
        "2025-11-26T12:00:00.123456789012Z",
        "2025-11-26 12:00:00,123456789",
        "2025-11-26T14:00:00.123456789+02:00",
        "2025-11-26t12:00:00.123456789z",
        {"epochSecond": SECONDS, "nanoOfSecond": 123456789},
        {"seconds": SECONDS, "nanos": 123456789},
    ),
    _WHOLE + 1: ("2025-11-26T12:00:00.000000001Z",),
    _WHOLE + 1_800 * 10**9: ("2025-11-26T12.5Z",),
    _WHOLE + 30 * 10**9: ("2025-11-26T12:00.5Z",),
    _WHOLE + 12 * 3_600 * 10**9: ("2025-11-26T24:00:00Z",),
    # Milliseconds whose digits also form an ISO 8601 date with an hour, in the year 1711.
    1_711_011_512_345_000_000: ("1711011512345", 1711011512345),
}

NOT_TIMES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 99_999_999, -SECONDS, 0.25, 1e30, -1764158400.5, 10**20, 10**400),
    *("", "x", "now", "12:00:00", "2025-11-26", "20251126", "2025-W48-3", "2025-330", "2025", "99999999.9"),
    *("1969-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "1970-01-01T00:00:00+00:01"),
    *("2025-13-26T12:00:00Z", "2025-02-30T12:00:00Z", "2025-W54-1T12:00:00Z", "2025-366T12:00:00z", "2025-000T12:00Z"),
    *("2025-11-26T25:00:00Z", "2025-11-26T12:60:00Z", "2025-11-26 12:00:00 CET", "31/Feb/2025:12:00:00 +0000"),
    *("2025-11-26T12:00:00Z and more", "٢٠٢٥-11-26T12:00:00Z", "1" * 5_000, "1e99", "1e999999999", "Nov 26 12:00:00"),
    *([], [SECONDS], {}, {"seconds": 5}, {"seconds": SECONDS, "nanos": -1}, {"seconds": "x"}, {"$date": {}}),
)

# The level, and the values that give it under names that have no number scale of their own.
LEVELS: dict[str, tuple[JsonValue, ...]] = {
    "trace": ("trace", "TRACE", "trc", "Verbose", "silly", "FINEST", "T", 10, "10"),
    "debug": ("debug", "DEBUG", "dbg", "fine", "D", "DEBUG2", "D1", 20, 100),
    "info": ("info", "INFO", "Info", "INF", "information", "Informational", "notice", "I", 30, "30", 200, "[INFO]"),
    "warn": ("warn", "WARNING", "Wrn", "W", "\x1b[33mwarn\x1b[39m", 40, 300),
    "error": ("error", "ERR", "eror", "SEVERE", "E", "error:", 50, 400),
    "fatal": ("fatal", "FTL", "crit", "CRITICAL", "alert", "emerg", "EMERGENCY", "panic", "dpanic", "F", 60, 500, 600),
}

NOT_LEVELS: tuple[Any, ...] = (
    *(None, True, 0, 3, 7, 35, 30.5, -10, 10**30, "", "x", "3", "unknown", "none", "default", "info" * 20, "9" * 5_000),
    *([], ["info"], {}, {"name": "info"}),
)

_TRACE, _SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"

# Records, and the trace id and span id read from each.
TRACES: tuple[tuple[dict[str, JsonValue], str | None, str | None], ...] = (
    ({"trace_id": _TRACE, "span_id": _SPAN}, _TRACE, _SPAN),
    ({"traceId": _TRACE.upper(), "spanId": _SPAN.upper()}, _TRACE, _SPAN),
    ({"trace": {"id": _TRACE}, "span": {"id": _SPAN}}, _TRACE, _SPAN),
    ({"trace.id": _TRACE, "span.id": _SPAN}, _TRACE, _SPAN),
    ({"trace_id": f"0x{_TRACE}", "span_id": f"0x{_SPAN}"}, _TRACE, _SPAN),
    ({"trace_id": "4bf92f35-77b3-4da6-a3ce-929d0e0e4736"}, _TRACE, None),
    ({"trace_id": _SPAN}, "0" * 16 + _SPAN, None),
    ({"dd": {"trace_id": "255", "span_id": 16}}, f"{255:032x}", f"{16:016x}"),
    ({"dd.trace_id": _TRACE, "dd.span_id": "4294967296"}, _TRACE, "0000000100000000"),
    ({"otelTraceID": _TRACE, "otelSpanID": _SPAN}, _TRACE, _SPAN),
    ({"traceparent": f"00-{_TRACE}-{_SPAN}-01"}, _TRACE, _SPAN),
    ({"trace": f"projects/shop/traces/{_TRACE}", "spanId": _SPAN}, _TRACE, _SPAN),
    ({"xray_trace_id": "1-4bf92f35-77b34da6a3ce929d0e0e4736"}, _TRACE, None),
    ({"xray_trace_id": "Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Sampled=1"}, _TRACE, None),
    ({"mdc": {"traceId": _TRACE, "spanId": _SPAN}}, _TRACE, _SPAN),
    ({"trace_id": "0" * 32, "span_id": "0" * 16}, None, None),
    ({"trace_id": _TRACE[:-1], "span_id": _TRACE}, None, None),
    ({"trace_id": 7, "dd": {"trace_id": 2**64, "span_id": True}}, None, None),
    ({"traceparent": f"00-{'0' * 32}-{_SPAN}-01"}, None, _SPAN),
)

# Texts, and the fields read from each.
LINES: tuple[tuple[str, dict[str, JsonValue]], ...] = (
    ('{"level":"info","n":1.50,"deep":{"a":[1]}}\n', {"level": "info", "n": "1.50", "deep": {"a": [1]}}),
    ('{"phone":[PHONE],"text":"call [PHONE:7f3a9c21d0e4]"}', {"phone": 0, "text": "call 0"}),
    ('level=info msg="it is \\"here\\"" n=5 empty=', {"level": "info", "msg": 'it is "here"', "n": "5", "empty": ""}),
    ("level=warn then words x=1", {"level": "warn"}),
    ('a="" b=1 c="open', {"a": "", "b": "1"}),
    ('a="x"y b=1', {}),
    ('a=1\t b=x"y', {"a": "1"}),
    ('a="1\\\\" b="\\n"', {"a": "1\\", "b": "n"}),
    ("a=1 a=2", {"a": "2"}),
    ('{"a":1} {"b":2}', {}),
    ('{"a":1} and more', {}),
    ("2025-11-26T12:00:00Z stdout F a line", {"time": "2025-11-26T12:00:00Z", "log": "a line"}),
    ("words with level=info", {}),
    ("[1]", {}),
    ('{"cut": ', {}),
    ("", {}),
    ('{"a":' * 6_000, {}),
    ('{"level":"info"}' + " " * 40_000, {}),
)
