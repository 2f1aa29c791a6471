"""Stored logs for benchmarks: of the tenant `acme` and of one day, with 14 words, four attributes and five services.

One in a hundred is an error, and exactly one contains `RARE_WORD`.
"""

import random
import secrets
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from domain.level import Level
from domain.processed_log import ProcessedLog
from domain.timestamps import nanoseconds
from infrastructure.embedded.database import Database
from infrastructure.embedded.log_rows import COLUMNS, row_of
from infrastructure.embedded.schemas import LOGS
from infrastructure.system.clock import SystemClock
from infrastructure.system.id_generator import TimeOrderedIdGenerator

RARE_WORD = "Zebra"
_WORDS = (
    *("request", "completed", "upstream", "cache", "session", "worker", "connection", "refused", "timeout", "retry"),
    *("checkout", "payment", "order", "user", "handler", "database", "query", "finished", "slow", "started"),
)
_LEVELS = [Level.INFO] * 80 + [Level.DEBUG] * 12 + [Level.WARN] * 6 + [Level.FATAL, Level.ERROR]
_DAY = 86_400 * 10**9


def _logs(number: int) -> Iterator[ProcessedLog]:
    draw = random.Random(1)  # noqa: S311 - only test data
    now, ids = SystemClock().now(), TimeOrderedIdGenerator()
    start = nanoseconds(now) - _DAY
    for at in range(number):
        level, service = draw.choice(_LEVELS), f"service-{draw.randrange(5)}"
        text = " ".join(draw.choices(_WORDS, k=14)) + f" took {draw.randrange(1_000)} ms"
        yield ProcessedLog(
            tenant_id="acme",
            log_id=ids.new_log_id(),
            time=start + at * (_DAY // number),
            ordinal=0,
            level=level,
            service=service,
            text=f"{text} {RARE_WORD}" if at == number // 3 else text,
            source="batch",
            attributes={
                "level": level.value,
                "service": service,
                "http": {"status": draw.choice([200, 200, 200, 404, 500])},
                "host": f"host-{draw.randrange(20)}",
            },
            received_at=now,
            processed_at=now,
            policy_version="default-2",
            content_tag=secrets.token_hex(32),
        )


def fill(path: Path, number: int) -> None:
    """Write this number of logs directly into a database that no process has open. It is created if missing."""
    places = ", ".join("?" for _ in COLUMNS.split(","))
    with closing(Database(path, LOGS, synced=False)) as database, database.transaction() as connection:
        connection.executemany(f"INSERT INTO logs ({COLUMNS}) VALUES ({places})", map(row_of, _logs(number)))  # noqa: S608 - constants
