"""The level names and number scales of all senders."""

import re
from collections.abc import Callable, Mapping

from domain.json_value import JsonValue
from domain.level import Level

_WORDS = {
    Level.TRACE: "trace trc verbose verb vrb silly finest finer",
    Level.DEBUG: "debug dbg debg debug1 debug2 debug3 debug4 debug5 d1 d2 d3 d4 d5 fine config http",
    Level.INFO: "info inf information informational informative notice note log success system",
    Level.WARN: "warn wrn warning warnings",
    Level.ERROR: "error err eror errors severe failure fault",
    Level.FATAL: "fatal ftl crit crt critical alert alrt emerg emergency panic dpanic",
}
_LETTERS = {
    Level.TRACE: "t v",
    Level.DEBUG: "d",
    Level.INFO: "i",
    Level.WARN: "w",
    Level.ERROR: "e",
    Level.FATAL: "f c",
}
_NAMES: Mapping[str, Level] = {
    name: level for names in (_WORDS, _LETTERS) for level, written in names.items() for name in written.split()
}
_MAX_CHARACTERS = 40
# Terminal colours, brackets and colons around a name: `\x1b[32minfo\x1b[39m`, `[INFO]`, `info:`.
_AROUND = re.compile(r"\x1b\[[0-9;]*m|[^a-z0-9]")

Scale = Mapping[int, Level]
# https://getpino.io/#/docs/api?id=loggerlevels-object, and Monolog's hundreds:
# https://github.com/Seldaek/monolog/blob/main/doc/01-usage.md#log-levels
PINO: Scale = {
    10: Level.TRACE,
    20: Level.DEBUG,
    30: Level.INFO,
    40: Level.WARN,
    50: Level.ERROR,
    60: Level.FATAL,
    100: Level.DEBUG,
    200: Level.INFO,
    250: Level.INFO,
    300: Level.WARN,
    400: Level.ERROR,
    500: Level.FATAL,
    550: Level.FATAL,
    600: Level.FATAL,
}
# https://docs.python.org/3/library/logging.html#logging-levels; 5 and 25 are loguru's.
PYTHON: Scale = {
    5: Level.TRACE,
    10: Level.DEBUG,
    20: Level.INFO,
    25: Level.INFO,
    30: Level.WARN,
    40: Level.ERROR,
    50: Level.FATAL,
}
# https://datatracker.ietf.org/doc/html/rfc5424#section-6.2.1
SYSLOG: Scale = dict(
    enumerate(
        (
            Level.FATAL,
            Level.FATAL,
            Level.FATAL,
            Level.ERROR,
            Level.WARN,
            Level.INFO,
            Level.INFO,
            Level.DEBUG,
        )
    )
)
# https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber
OPENTELEMETRY: Scale = {4 * place + step: level for place, level in enumerate(Level) for step in range(1, 5)}
# https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry#logseverity
GOOGLE_CLOUD: Scale = {
    100: Level.DEBUG,
    200: Level.INFO,
    300: Level.INFO,
    400: Level.WARN,
    500: Level.ERROR,
    600: Level.FATAL,
    700: Level.FATAL,
    800: Level.FATAL,
}


def level_reader(scale: Scale) -> Callable[[JsonValue], Level | None]:
    """Return a function that reads a level name, or a number on this scale. It returns None for any other value."""

    def read(value: JsonValue) -> Level | None:
        if isinstance(value, str):
            return _named(value) if not value.isdecimal() else _numbered(value, scale)
        return scale.get(value) if isinstance(value, int) and not isinstance(value, bool) else None

    return read


def _named(written: str) -> Level | None:
    if len(written) > _MAX_CHARACTERS:
        return None
    name = written.lower()
    return _NAMES.get(name) or _NAMES.get(_AROUND.sub("", name))


def _numbered(digits: str, scale: Scale) -> Level | None:
    return scale.get(int(digits)) if len(digits) < _MAX_CHARACTERS else None


def information(_value: JsonValue) -> Level:
    """Return the level of a CLEF record without a level."""
    return Level.INFO
