"""A moment in the many formats of logs."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from tests.corpus.source import Source

_FIRST = datetime(2009, 1, 1, tzinfo=UTC)
_SPAN_S = int(timedelta(days=365 * 19).total_seconds())
_ZONES = ("Z", "+00:00", "+01:00", "+02:00", "-05:00", "-0800", "+0530", "+0900")

_STRFTIME = {
    "iso": "%Y-%m-%dT%H:%M:%SZ",
    "sql": "%Y-%m-%d %H:%M:%S",
    "date": "%Y-%m-%d",
    "time": "%H:%M:%S",
    "syslog": "%b %e %H:%M:%S",
    "clf": "%d/%b/%Y:%H:%M:%S +0000",
    "apache": "%a %b %d %H:%M:%S.%f %Y",
    "slash": "%Y/%m/%d %H:%M:%S",
    "rfc1123": "%a, %d %b %Y %H:%M:%S GMT",
    "ctime": "%a %b %e %H:%M:%S %Y",
    "compact": "%Y%m%dT%H%M%SZ",
    "compact14": "%Y%m%d%H%M%S",
    "german": "%d.%m.%Y %H:%M:%S",
    "us": "%m/%d/%Y %I:%M:%S %p",
    "klog": "%m%d %H:%M:%S.%f",
    "hdfs": "%y%m%d %H%M%S",
    "spark": "%y/%m/%d %H:%M:%S",
    "db2": "%Y-%m-%d-%H.%M.%S.%f",
    "micro": "%Y-%m-%dT%H:%M:%S.%fZ",
    "sqlmicro": "%Y-%m-%d %H:%M:%S.%f",
    "redis": "%d %b %Y %H:%M:%S",
    "exim": "%Y-%m-%d %H:%M:%S",
    "hour": "%Y%m%d-%H",
    "oracle": "%d-%b-%y %I.%M.%S.%f %p",
    "japanese": "%Y年%m月%d日 %H時%M分%S秒",
}


def _millis(format_: str, separator: str = ".") -> Callable[[Source, datetime], str]:
    return lambda _, at: f"{at.strftime(format_)}{separator}{at.microsecond // 1000:03d}"


_OTHERS: Mapping[str, Callable[[Source, datetime], str]] = {
    "log4j": _millis("%Y-%m-%d %H:%M:%S", ","),
    "spring": lambda source, at: _millis("%Y-%m-%dT%H:%M:%S")(source, at) + source.pick(_ZONES),
    "isoms": lambda source, at: _millis("%Y-%m-%dT%H:%M:%S")(source, at) + "Z",
    "zone": lambda source, at: at.strftime("%Y-%m-%dT%H:%M:%S") + source.pick(_ZONES),
    "sqlms": _millis("%Y-%m-%d %H:%M:%S"),
    "android": _millis("%m-%d %H:%M:%S"),
    "haproxy": _millis("%d/%b/%Y:%H:%M:%S"),
    "nano": lambda source, at: at.strftime("%Y-%m-%dT%H:%M:%S.") + source.digits(9) + "Z",
    "go": lambda source, at: at.strftime("%Y-%m-%d %H:%M:%S.") + source.digits(9) + " +0000 UTC",
    "epoch": lambda _, at: str(int(at.timestamp())),
    "epoch.": lambda _, at: f"{at.timestamp():.3f}",
    "epoch.6": lambda _, at: f"{at.timestamp():.6f}",
    "ms": lambda _, at: str(int(at.timestamp() * 1e3)),
    "us_": lambda _, at: str(int(at.timestamp() * 1e6)),
    "ns": lambda source, at: str(int(at.timestamp() * 1e6)) + source.pick("0123456789") * 3,
    "filetime": lambda _, at: str(int((at.timestamp() + 11_644_473_600) * 1e7)),
}

STYLES = (*_STRFTIME, *_OTHERS)


def moment(source: Source, style: str) -> str:
    """Return a moment of the last years, in one of `STYLES`."""
    at = _FIRST + timedelta(seconds=int(source.random() * _SPAN_S), microseconds=int(source.random() * 1e6))
    return at.strftime(_STRFTIME[style]) if style in _STRFTIME else _OTHERS[style](source, at)
