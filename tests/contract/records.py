"""Logs and envelopes for tests, which set only the fields that they need."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import count, islice
from zlib import crc32

from application.envelope import Envelope
from application.ports.log_store import LogStore
from domain.json_value import JsonValue
from domain.limits import MAX_ITEM_BYTES
from domain.log_entry import LogEntry
from domain.processed_log import ProcessedLog
from domain.timestamps import nanoseconds
from tests.fakes.clock import START
from tests.support import logs as logs_to_test_with

# All characters that a text may have and that some step might lose: NUL and other control characters, all three line
# ends, the byte order mark, both ends of the surrogates' gap, non-characters, astral and combining characters.
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
    """Return a stored log that happened and was received this number of seconds after the start of time."""
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
    """Return one log a second, oldest first."""
    return [log(log_id, tenant_id=tenant_id, seconds=second) for second, log_id in enumerate(log_ids)]


def add(repository: LogStore, log: ProcessedLog) -> str | None:
    """Add one log. Raise the error if it is not added."""
    (answer,) = repository.add([log])
    if isinstance(answer, Exception):
        raise answer
    return answer


def largest_text(character: str = "x") -> str:
    """Return a text that fills the largest item together with the other fields."""
    return character * ((MAX_ITEM_BYTES - 1_000) // len(character.encode()))


def ids_of_one_shard(number: int) -> list[str]:
    """Return log ids of the same shard, if a store spreads them over eight shards by CRC-32."""
    return list(islice((str(each) for each in count() if crc32(str(each).encode()) % 8 == 0), number))


def tag(seed: str) -> str:
    """Return 64 digits that look like a content tag, different for different seeds of up to 32 characters."""
    return seed.encode().hex().rjust(64, "0")


def moment(seconds: float) -> datetime:
    """Return the moment this number of seconds after the start of time."""
    return START + timedelta(seconds=seconds)


def time(seconds: float) -> int:
    """Return the same in nanoseconds since 1970."""
    return nanoseconds(START) + round(seconds * 10**9)


def entry(log_id: str = "1", *, tenant_id: str = "acme", text: str = "Call +44 20 7946 0958") -> LogEntry:
    """Return a raw log."""
    return logs_to_test_with.entry(text, tenant_id=tenant_id, log_id=log_id, received_at=START)


def envelope(*entries: LogEntry) -> Envelope:
    """Return an envelope of these logs, or of a small one."""
    return Envelope(entries or (entry(),), request_id="request-1")


def envelopes(number: int, *, tenant_id: str = "acme", text: str = "Hello") -> list[Envelope]:
    """Return this number of envelopes of one log each, with the ids `0`, `1` and so on."""
    return [envelope(entry(str(index), tenant_id=tenant_id, text=text)) for index in range(number)]


def envelope_of(size: int) -> Envelope:
    """Return an envelope of exactly this number of bytes."""
    return envelope(entry(text="x" * (size - len(envelope(entry(text="x")).encode()) + 1)))
