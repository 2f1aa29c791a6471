"""Logs and envelopes to store and queue, in which a test names only what it is about."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import count, islice
from zlib import crc32

from application.envelope import Envelope
from application.ports.log_repository import LogRepository
from domain.json_value import JsonValue
from domain.limits import MAX_ITEM_BYTES
from domain.log_entry import LogEntry
from domain.processed_log import ProcessedLog
from domain.timestamps import nanoseconds
from tests.fakes.clock import START
from tests.support import logs as logs_to_test_with

# Everything that a text may hold and that some part on the way might not: NUL and other control characters, all three
# line ends, the byte order mark, both ends of the surrogates' gap, non-characters, astral and combining characters.
HARD_TEXT = (
    "".join(map(chr, range(0x20)))
    + "\x7f\x80\x9f \r\n \r \n \u2028 '\"\\%_~`${}<>& \ufeff\ud7ff\ue000\ufffd\ufffe\uffff"
    + "Grüße, שלום, Дякую, 你好, e\u0301 é 👩‍👩‍👧‍👦 \U00010000\U0010ffff"
)
HARD_ATTRIBUTES: dict[str, JsonValue] = {
    "": "an empty key",
    HARD_TEXT: HARD_TEXT,
    "null": None,
    "booleans": [True, False],
    "integers": [0, -1, 2**53 + 1, 2**64, -(10**40), 10**300],
    "floats": [0.0, -0.0, 0.1, 1.0, 1e300, 5e-324, -1.7976931348623157e308],
    "nested": {"list": [[], {}, [{"deep": ["\x00"]}]], "empty": ""},
}


def log(
    log_id: str = "1", *, tenant_id: str = "acme", text: str = "Call [PHONE]", seconds: float = 0, ordinal: int = 0
) -> ProcessedLog:
    """Make a log as it is stored; it happened and was received so many seconds after the start of time."""
    return ProcessedLog(
        tenant_id=tenant_id,
        log_id=log_id,
        time=time(seconds),
        ordinal=ordinal,
        text=text,
        source="json",
        received_at=moment(seconds),
        processed_at=moment(seconds + 5),
        policy_version="default-2",
        content_tag=tag(f"{tenant_id} {log_id}"),
    )


def logs(log_ids: Iterable[str], *, tenant_id: str = "acme") -> list[ProcessedLog]:
    """Make one log a second, the oldest first."""
    return [log(log_id, tenant_id=tenant_id, seconds=second) for second, log_id in enumerate(log_ids)]


def add(repository: LogRepository, log: ProcessedLog) -> str | None:
    """Add one log, and raise what keeps it from being added."""
    (answer,) = repository.add([log])
    if isinstance(answer, Exception):
        raise answer
    return answer


def largest_text(character: str = "x") -> str:
    """Make a text that leaves of the largest item no more than the other fields take."""
    return character * ((MAX_ITEM_BYTES - 1_000) // len(character.encode()))


def ids_of_one_shard(number: int) -> list[str]:
    """Make log ids that fall together where a store spreads them over eight shards by CRC-32."""
    return list(islice((str(each) for each in count() if crc32(str(each).encode()) % 8 == 0), number))


def tag(seed: str) -> str:
    """Make 64 digits that look like a content tag and are distinct for distinct seeds of up to 32 characters."""
    return seed.encode().hex().rjust(64, "0")


def moment(seconds: float) -> datetime:
    """So many seconds after the start of time."""
    return START + timedelta(seconds=seconds)


def time(seconds: float) -> int:
    """The same in nanoseconds since 1970."""
    return nanoseconds(START) + round(seconds * 10**9)


def entry(log_id: str = "1", *, tenant_id: str = "acme", text: str = "Call +44 20 7946 0958") -> LogEntry:
    """Make a raw log."""
    return logs_to_test_with.entry(text, tenant_id=tenant_id, log_id=log_id, received_at=START)


def envelope(*entries: LogEntry) -> Envelope:
    """Make an envelope of these logs, or of a small one."""
    return Envelope(entries or (entry(),), request_id="request-1")


def envelopes(number: int, *, tenant_id: str = "acme", text: str = "Hello") -> list[Envelope]:
    """Make so many envelopes of a log each, with the ids `0`, `1` and so on."""
    return [envelope(entry(str(index), tenant_id=tenant_id, text=text)) for index in range(number)]


def envelope_of(size: int) -> Envelope:
    """Make an envelope of exactly so many bytes."""
    return envelope(entry(text="x" * (size - len(envelope(entry(text="x")).encode()) + 1)))
