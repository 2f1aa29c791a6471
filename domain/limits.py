"""All limits on requests and logs, and the checks that apply them.

Each limit is derived from a later step: the worker's timeout, the size of a queue message, of a stored item or of a
Lambda payload. So every accepted log can be queued, processed and stored.
"""

import json
import math
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from json.encoder import encode_basestring_ascii

from domain.errors import LimitExceeded
from domain.json_value import JsonValue
from domain.record.reading import lift
from domain.record.texts import compact_json, cut

KIB = 1024
MIB = 1024 * KIB

# A Lambda payload holds 6 MB, and API Gateway may send the body as base64 (4/3 of its size).
MAX_REQUEST_BYTES = 4 * MIB
# The largest size of a compressed body once it is inflated.
MAX_INFLATED_BYTES = 10 * MIB
MAX_TEXT_BYTES = 100_000
MAX_ATTRIBUTES_BYTES = 16 * KIB
MAX_ATTRIBUTES_DEPTH = 16
# SQS takes 1 MiB, but many tools that work on queues still assume 256 KiB.
MAX_ENVELOPE_BYTES = 262_144
# The part of an envelope that an escaped text may take. The rest is for attributes, ids and the envelope's other
# fields.
MAX_ESCAPED_TEXT_BYTES = MAX_ENVELOPE_BYTES - MAX_ATTRIBUTES_BYTES - 2 * KIB
# In JSON, as two `\u` escapes. In UTF-8 a character takes at most four bytes.
_MOST_BYTES_A_CHARACTER = 12
_SURELY_FITS_CHARACTERS = MAX_ESCAPED_TEXT_BYTES // _MOST_BYTES_A_CHARACTER
# An attribute's quotes and separators, or its number, in characters of `_MOST_BYTES_A_CHARACTER` each.
_OTHER_CHARACTERS = 8
_LARGE = 10**80
# More logs would take longer than ingest-api's timeout, and the errors of malformed logs would fill its memory.
MAX_REQUEST_LOGS = 100_000
# Lists and objects in a request's JSON, or nested messages in its protobuf. Each takes up to 250 bytes of memory, but
# may take only two bytes of the request.
MAX_VALUES = 1_000_000
# The quota of each tenant is looked up, and each tenant has messages of its own.
MAX_REQUEST_TENANTS = 100
# All messages of one request together. They may be far larger than the request: labels or a resource that thousands of
# logs share are written with each log, and escaping triples the size of an emoji.
MAX_REQUEST_MESSAGES_BYTES = 32 * MIB
# The simulated work of an envelope takes as long as that of its longest log, but redacting and storing take time per
# log.
MAX_ENVELOPE_LOGS = 500
# How much a worker processes at once. A Lambda event has at most so many bytes; the number of logs is limited because
# even a short log takes about 4 kB of memory.
MAX_BATCH_BYTES = 6_000_000
MAX_BATCH_LOGS = 5_000
# A log counts at least this many bytes towards the allowance of all senders, because each is stored as an item of its
# own, with about 500 bytes besides the text.
LEAST_BYTES_A_LOG = 200
# The longest text on which a policy can be tried. The most expensive text of this length takes some seconds.
MAX_PREVIEW_CHARACTERS = 16 * KIB
# DynamoDB takes 400 KB, including attribute names and index keys.
MAX_ITEM_BYTES = 390_000
# The part of an item for its fields other than text and attributes: ids, timestamps, and counts of up to 100 kinds.
ITEM_RESERVE_BYTES = 6_000
# The limits of an answer, which must fit into Lambda's 6 MB like a request.
MAX_PAGE_LOGS = 1_000
MAX_LISTED_CONFLICTS = 100
MAX_PAGE_BYTES = 4 * MIB

# The part of the worker's time that is reserved for receiving, redacting and storing, because all logs of a batch may
# end their work at the last moment. In the last `WORKER_REPORT_SECONDS` the worker starts no further log: the remaining
# logs are redelivered. Otherwise Lambda would stop the worker, and the whole batch would be redelivered.
WORKER_RESERVE_SECONDS = 60
WORKER_REPORT_SECONDS = 15
# The highest cost of redaction on a whole core, and the share of a core that Lambda gives log-worker at the least
# memory that the template allows (1,769 MB give one core). So redacting a whole event takes 42 s of the 45 s that are
# left.
REDACTION_SECONDS_PER_BYTE = 0.001 / 1_000
WORKER_CPU_SHARE = 256 / 1_769


def check_request_logs(number: int) -> None:
    """Raise LimitExceeded (`too_many_logs`)."""
    if number > MAX_REQUEST_LOGS:
        raise LimitExceeded("too_many_logs", f"A request may contain at most {MAX_REQUEST_LOGS:,} logs: split it.")


def check_values(number: int) -> None:
    """Raise LimitExceeded (`too_many_values`)."""
    if number > MAX_VALUES:
        raise LimitExceeded(
            "too_many_values", f"A request may contain at most {MAX_VALUES:,} lists and objects: split it."
        )


def check_request_tenants(number: int) -> None:
    """Raise LimitExceeded (`too_many_tenants`)."""
    if number > MAX_REQUEST_TENANTS:
        raise LimitExceeded("too_many_tenants", f"A request may name at most {MAX_REQUEST_TENANTS} tenants: split it.")


def check_request_messages(size: int) -> None:
    """Raise LimitExceeded (`logs_too_large`). `size` is the size of all queue messages of a request, in bytes."""
    if size > MAX_REQUEST_MESSAGES_BYTES:
        raise LimitExceeded(
            "logs_too_large",
            f"The request's logs take more than {MAX_REQUEST_MESSAGES_BYTES:,} bytes in the queue, where shared labels "
            "or resources are written with each log: split the request.",
        )


@dataclass(frozen=True)
class Limits:
    """The limits on one log, some of which depend on the installation's settings."""

    text_characters: int

    @classmethod
    def derive(cls, *, seconds_per_character: float, worker_timeout_seconds: int) -> "Limits":
        """Limit a text so that its work fits into one run of the worker.

        At 0.05 s a character and a timeout of 900 s the limit is 16,800 characters; at 0 s a character only the limits
        in bytes apply. Raises ValueError if the settings leave no time for a single character.
        """
        if not (seconds_per_character >= 0 and math.isfinite(seconds_per_character)):
            raise ValueError(f"The seconds per character must be 0 or more, not {seconds_per_character}.")
        if seconds_per_character == 0:
            return cls(text_characters=MAX_TEXT_BYTES)
        # Round before `floor`, so that 840 / 0.05 gives 16,800 in spite of floating-point errors.
        fitting = math.floor(round((worker_timeout_seconds - WORKER_RESERVE_SECONDS) / seconds_per_character, 6))
        if fitting < 1:
            raise ValueError(
                f"At {seconds_per_character} s a character, not even one fits into the worker's timeout of "
                f"{worker_timeout_seconds} s, of which {WORKER_RESERVE_SECONDS} s are reserved: lower the seconds per "
                "character or raise the timeout."
            )
        return cls(text_characters=min(fitting, MAX_TEXT_BYTES))

    def check(self, text: str, attributes: Mapping[str, JsonValue]) -> None:
        """Raise LimitExceeded if the log is too large.

        The code is `text_too_large`, `attributes_too_large`, `attributes_too_deep` or `envelope_too_large`.
        """
        if len(text) > self.text_characters:
            raise LimitExceeded(
                "text_too_large", f"The text has {len(text):,} characters; the limit is {self.text_characters:,}."
            )
        if len(text) > _SURELY_FITS_CHARACTERS:
            _check_text_bytes(text)
        if attributes and not _surely_fit(attributes):
            _check_attributes(attributes)

    def cut(self, text: str, attributes: Mapping[str, JsonValue]) -> tuple[str, Mapping[str, JsonValue]]:
        """Return the log cut so that it passes `check`. The attribute `truncated_from` holds the text's full length.

        Attributes that are too large are appended to the text as JSON before the cut, and replaced by their time,
        level, service and ids. Raises LimitExceeded (`attributes_too_deep`) if they cannot be written as JSON.
        """
        marked = {**attributes, "truncated_from": len(text)}
        try:
            _check_attributes(marked)
        except LimitExceeded:
            text = f"{text} {_as_json(attributes)}"
            marked = {**lift(attributes), "truncated_from": len(text)}
        end = min(len(text), self.text_characters)
        if not _fits(text[:end]):
            end = bisect_left(range(1, end), True, key=lambda length: not _fits(text[:length]))  # noqa: FBT003 - a key's value
        return cut(text, end, at_least=end // 2), marked


def _check_text_bytes(text: str) -> None:
    text_bytes = len(text.encode())
    if text_bytes > MAX_TEXT_BYTES:
        raise LimitExceeded(
            "text_too_large", f"The text has {text_bytes:,} bytes of UTF-8; the limit is {MAX_TEXT_BYTES:,}."
        )
    escaped_bytes = len(encode_basestring_ascii(text))
    if escaped_bytes > MAX_ESCAPED_TEXT_BYTES:
        raise LimitExceeded(
            "envelope_too_large",
            f"The text takes {escaped_bytes:,} bytes in a queue message; the limit is {MAX_ESCAPED_TEXT_BYTES:,}.",
        )


def _fits(text: str) -> bool:
    try:
        _check_text_bytes(text)
    except LimitExceeded:
        return False
    return True


def _as_json(attributes: Mapping[str, JsonValue]) -> str:
    try:
        return compact_json(attributes)
    except RecursionError:
        raise _too_deep() from None


def _surely_fit(attributes: Mapping[str, JsonValue]) -> bool:
    """Return whether flat attributes fit even if each character is escaped. This is five times as fast as encoding."""
    characters = 0
    for name, value in attributes.items():
        if isinstance(value, str):
            characters += len(value)
        elif isinstance(value, list | dict) or (isinstance(value, int) and not -_LARGE < value < _LARGE):
            return False
        characters += len(name) + _OTHER_CHARACTERS
    return characters <= MAX_ATTRIBUTES_BYTES // _MOST_BYTES_A_CHARACTER


def _check_attributes(attributes: Mapping[str, JsonValue]) -> None:
    try:
        encoded = json.dumps(attributes)
    except RecursionError:
        raise _too_deep() from None
    # Attributes with few brackets cannot be too deep, so most need no walk.
    if encoded.count("{") + encoded.count("[") > MAX_ATTRIBUTES_DEPTH and _depth(attributes) > MAX_ATTRIBUTES_DEPTH:
        raise _too_deep()
    if len(encoded) > MAX_ATTRIBUTES_BYTES:
        raise LimitExceeded(
            "attributes_too_large",
            f"The attributes have {len(encoded):,} bytes as JSON; the limit is {MAX_ATTRIBUTES_BYTES:,}.",
        )


def _too_deep() -> LimitExceeded:
    return LimitExceeded(
        "attributes_too_deep", f"The attributes are nested deeper than the limit of {MAX_ATTRIBUTES_DEPTH} levels."
    )


def _depth(value: object) -> int:
    """Count the levels of lists and objects. The loop replaces a recursion, which could overflow the stack."""
    depth, level = 0, [value]
    while level := [item for item in level if isinstance(item, dict | list)]:
        depth += 1
        level = [child for item in level for child in (item.values() if isinstance(item, dict) else item)]
    return depth
