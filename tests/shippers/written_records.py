"""Records that log libraries write, set up as by their users."""

import io
import logging
import time
from collections.abc import Callable

MESSAGE = "order paid, call +1 415 555 2671"


def loguru_serialized() -> str:
    """Loguru with `serialize=True`."""
    from loguru import logger  # noqa: PLC0415 - only this one needs it

    sink = io.StringIO()
    logger.remove()
    logger.add(sink, serialize=True)
    logger.bind(order=7).warning(MESSAGE)
    return sink.getvalue()


def structlog_json() -> str:
    """Structlog's JSONRenderer with the processors of its documentation."""
    import structlog  # noqa: PLC0415 - as above

    sink = io.StringIO()
    logger = structlog.wrap_logger(
        structlog.PrintLogger(sink),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(),
        ],
    )
    logger.warning(MESSAGE, order=7)
    return sink.getvalue()


def python_json_logger() -> str:
    """python-json-logger with the fields of most set-ups; asctime is local time by default."""
    from pythonjsonlogger.json import JsonFormatter  # noqa: PLC0415 - as above

    formatter = JsonFormatter("%(asctime)s %(levelname)s %(name)s %(message)s")
    formatter.converter = time.gmtime
    return _formatted(formatter)


def python_json_logger_created() -> str:
    """The same with the time as a number and the level by number."""
    from pythonjsonlogger.json import JsonFormatter  # noqa: PLC0415 - as above

    return _formatted(JsonFormatter("%(created)f %(levelno)d %(message)s"))


def ecs_logging_formatter() -> str:
    """The Elastic Common Schema, with its dotted and nested names."""
    import ecs_logging  # noqa: PLC0415 - as above

    return _formatted(ecs_logging.StdlibFormatter())


PYTHON: dict[str, Callable[[], str]] = {
    "loguru": loguru_serialized,
    "structlog": structlog_json,
    "python-json-logger": python_json_logger,
    "python-json-logger, created": python_json_logger_created,
    "ecs-logging": ecs_logging_formatter,
}


def _formatted(formatter: logging.Formatter) -> str:
    sink = io.StringIO()
    handler = logging.StreamHandler(sink)
    handler.setFormatter(formatter)
    logger = logging.Logger("shop")  # noqa: LOG001 - a logger of its own, which no other test sees
    logger.addHandler(handler)
    logger.warning(MESSAGE, extra={"order": 7})
    return sink.getvalue()
