"""Every limit on what is accepted, and the check that applies them.

Each follows from something further down the line: the worker's time, the queue's message, the store's item, the
function's payload. So whatever is accepted can be queued, worked and stored.
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

# A Lambda invocation carries 6 MB, and API Gateway may send the body as base64 (4/3 of its size).
MAX_REQUEST_BYTES = 4 * MIB
# What a compressed body may become.
MAX_INFLATED_BYTES = 10 * MIB
MAX_TEXT_BYTES = 100_000
MAX_ATTRIBUTES_BYTES = 16 * KIB
MAX_ATTRIBUTES_DEPTH = 16
# SQS takes 1 MiB, but other tools in a queue's way still assume 256 KiB.
MAX_ENVELOPE_BYTES = 262_144
# What of it a text may take, escaped: the rest is for attributes, ids and the frame.
MAX_ESCAPED_TEXT_BYTES = MAX_ENVELOPE_BYTES - MAX_ATTRIBUTES_BYTES - 2 * KIB
# Of JSON, as two escapes; of UTF-8 it takes at most four.
_MOST_BYTES_A_CHARACTER = 12
_SURELY_FITS_CHARACTERS = MAX_ESCAPED_TEXT_BYTES // _MOST_BYTES_A_CHARACTER
# What an attribute takes besides its name and text: a number, quotes and separators, of a byte each.
_OTHER_CHARACTERS = 8
_LARGE = 10**80
# More would take a request longer than ingest-api has, and what is said of broken ones would fill its memory.
MAX_REQUEST_LOGS = 100_000
# Lists and objects of a request's JSON, or messages inside of one in protobuf, each of which takes up to 250 bytes of
# memory, and may take two of the request.
MAX_VALUES = 1_000_000
# Each is looked up for its quota, and has messages of its own.
MAX_REQUEST_TENANTS = 100
# The logs of a request as messages. Each is written with the labels or resource that it shares with thousands, so that
# these may be far more than the request; emoji triple.
MAX_REQUEST_MESSAGES_BYTES = 32 * MIB
# The work of an envelope's logs takes as long as that of its longest, but redacting and storing them add up.
MAX_ENVELOPE_LOGS = 500
# What a worker has in work at once: as many bytes as an event of Lambda's may have, and so many logs because each takes
# some 4 kB of memory, however short it is.
MAX_BATCH_BYTES = 6_000_000
MAX_BATCH_LOGS = 5_000
# As so many bytes each log counts towards what all senders together may send, however short it is: it is written by
# itself, and takes some 500 bytes beside its text.
LEAST_BYTES_A_LOG = 200
# Of a text that a policy is tried on: the costliest takes some seconds.
MAX_PREVIEW_CHARACTERS = 16 * KIB
# DynamoDB takes 400 KB with attribute names and index keys counted.
MAX_ITEM_BYTES = 390_000
# What of it an item's other fields may take: ids, moments, and counts of up to 100 kinds.
ITEM_RESERVE_BYTES = 6_000
# An answer travels through Lambda's 6 MB as a request does.
MAX_PAGE_LOGS = 1_000
MAX_CONFLICTS_TOLD = 100
MAX_PAGE_BYTES = 4 * MIB

# What the worker keeps of its time for receiving, redacting and storing: the logs of a batch may all end their work at
# the last moment. Storing begins no log in the last seconds: what is left then comes again, rather than that the whole
# batch does because the worker was stopped.
WORKER_RESERVE_SECONDS = 60
WORKER_REPORT_SECONDS = 15
# The most that redacting costs on a whole core, and what of a core Lambda gives log-worker at the least memory that the
# template allows: 1,769 MB are one. So redacting a whole event takes 42 s, of the 45 until storing ends.
REDACTION_SECONDS_PER_BYTE = 0.001 / 1_000
WORKER_CPU_SHARE = 256 / 1_769


def check_request_logs(number: int) -> None:
    """Raise LimitExceeded (`too_many_logs`)."""
    if number > MAX_REQUEST_LOGS:
        raise LimitExceeded("too_many_logs", f"The limit of a request is {MAX_REQUEST_LOGS:,} logs.")


def check_values(number: int) -> None:
    """Raise LimitExceeded (`too_many_values`)."""
    if number > MAX_VALUES:
        raise LimitExceeded("too_many_values", f"The limit of a request is {MAX_VALUES:,} lists and objects.")


def check_request_tenants(number: int) -> None:
    """Raise LimitExceeded (`too_many_tenants`)."""
    if number > MAX_REQUEST_TENANTS:
        raise LimitExceeded("too_many_tenants", f"The limit of a request is {MAX_REQUEST_TENANTS} tenants.")


def check_request_messages(size: int) -> None:
    """Raise LimitExceeded (`logs_too_large`); `size` is that of a request's logs as messages, in bytes."""
    if size > MAX_REQUEST_MESSAGES_BYTES:
        raise LimitExceeded(
            "logs_too_large",
            "With what they share written to each of them, the request's logs take more than the limit of "
            f"{MAX_REQUEST_MESSAGES_BYTES:,} bytes.",
        )


@dataclass(frozen=True)
class Limits:
    """The limits on one log that depend on the installation's settings."""

    text_characters: int

    @classmethod
    def derive(cls, *, seconds_per_character: float, worker_timeout_seconds: int) -> "Limits":
        """A log is accepted only if its work fits into one run of the worker.

        At 0.05 s a character and 900 s that is 16,800 characters; at 0 s the bytes alone limit a text. Raises
        ValueError where the settings leave no room for a single character.
        """
        if not (seconds_per_character >= 0 and math.isfinite(seconds_per_character)):
            raise ValueError("The seconds per character must be a number of 0 or more.")
        if seconds_per_character == 0:
            return cls(text_characters=MAX_TEXT_BYTES)
        # Rounding first: 840 / 0.05 must be 16,800 whatever binary fractions make of it.
        fitting = math.floor(round((worker_timeout_seconds - WORKER_RESERVE_SECONDS) / seconds_per_character, 6))
        if fitting < 1:
            raise ValueError(
                f"At {seconds_per_character} s a character nothing fits into the worker's {worker_timeout_seconds} s, "
                f"of which {WORKER_RESERVE_SECONDS} s are kept in reserve."
            )
        return cls(text_characters=min(fitting, MAX_TEXT_BYTES))

    def check(self, text: str, attributes: Mapping[str, JsonValue]) -> None:
        """Raise LimitExceeded for a log of which something is too large.

        Its code is `text_too_large`, `attributes_too_large`, `attributes_too_deep` or `envelope_too_large`.
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
        """The same log, cut so that it passes `check`; the attribute `truncated_from` says how long its text was.

        Attributes that are too large become text; of them only time, level, service and ids stay. Raises LimitExceeded
        (`attributes_too_deep`) for attributes that cannot even be written as JSON.
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
    """Whether flat attributes fit however they are written. Most do, and this costs a fifth of writing them."""
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
    # Most attributes have too few brackets to be looked at again.
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
    """Levels of lists and objects, counted level by level because recursion would itself overflow."""
    depth, level = 0, [value]
    while level := [item for item in level if isinstance(item, dict | list)]:
        depth += 1
        level = [child for item in level for child in (item.values() if isinstance(item, dict) else item)]
    return depth
