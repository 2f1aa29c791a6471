"""The records that clients send, with their expected results, which no tested code computes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

from domain.json_value import JsonValue
from tests.simulation.deliveries import LogKey
from tests.simulation.faults import Faults, Kind, Step
from tests.simulation.ports.log_repository import REFUSED_ID
from tests.simulation.ports.workload import FAILING_ID, KILLING_ID

TENANTS = ("acme", "umbra", "ACME", "acme.eu")

# Every text contains it, followed by its tenant. Redaction does not change it.
WATERMARK = "wm/"
# Only planted numbers contain it: with a space or a hyphen, because ids contain digits too.
PLANTED = ("7946 0", "555-01")

_NUMBERS = ("+44 20 7946 0{:03}", "(202) 555-01{:02}", "+1-202-555-01{:02}", "555-01{:02}")
# Texts around a number, or around nothing.
_SENTENCES = ("call {} now", "User {} called", "tel: {}", "{} \u2706 \U0001f600 \u00e9", "\u001b[31mcaller {}\u001b[0m")
# Senders' times in seconds since 1970: an hour before the histories begin, a minute after, and one too far ahead. There
# are few, so that logs share them.
_BEGIN = 1_795_435_200
EARLIER, _SOON, _FAR_AHEAD = _BEGIN - 3_600, _BEGIN + 60, _BEGIN + 365 * 86_400
_TIME_NAMES = ("timestamp", "@timestamp", "ts", "time")
# Levels as senders write them, with their meaning.
_LEVELS = (("info", "info"), ("WARNING", "warn"), ("Err", "error"), (60, "fatal"))
_PLAIN = ("User data here", "nothing to see", "\u65e5\u672c\u8a9e", "line\none\ttab")


# Text, attributes and the number of redacted numbers.
Outcome = tuple[str, str, int]


@dataclass(slots=True, eq=False)
class Record:
    """A log as a client sends it, and as it should be stored."""

    tenant_id: str
    # None until it gets one.
    log_id: str | None
    text: str = field(repr=False)
    redacted_text: str
    attributes: Mapping[str, JsonValue] = field(repr=False)
    redacted_attributes: Mapping[str, JsonValue]
    numbers: int
    # The number of copies in its request, for a record without an id that gets the same ids each time. Other records
    # have an id, or get a new one each time.
    copies: int = 0
    acknowledged: bool = False
    # The sender's time in nanoseconds since 1970 if it is plausible, and the meaning of its level.
    time: int | None = None
    level: str | None = None
    # Its positions in the requests that contained it.
    places: set[int] = field(default_factory=set)
    # When it was first sent, in milliseconds since the history began.
    first_sent: int | None = None

    @property
    def key(self) -> LogKey:
        """The key under which it is stored."""
        assert self.log_id
        return self.tenant_id, self.log_id

    @property
    def outcome(self) -> Outcome:
        """The expected result."""
        return self.outcome_of(self.redacted_text, self.redacted_attributes, self.numbers)

    @staticmethod
    def outcome_of(text: str, attributes: Mapping[str, JsonValue], numbers: int) -> Outcome:
        """Return the result of a stored log."""
        return text, json.dumps(attributes) if attributes else "", numbers

    def happened_at(self, received: int, ordinal: int) -> int:
        """Return its time if it was received at `received` in this position; both are in nanoseconds since 1970."""
        return received + ordinal if self.time is None else self.time

    def under(self, log_id: str, now: int) -> "Record":
        """Return the record with a new id."""
        return replace(self, log_id=log_id, acknowledged=False, first_sent=now)


class Traffic:
    """Creates records.

    Clients sometimes reuse an id, for the same record with another number or for a different record.
    """

    def __init__(self, random: Random, faults: Faults) -> None:
        self._random = random
        self._faults = faults
        self._tenants = random.sample(TENANTS, random.randint(1, 3))
        self._made: list[Record] = []

    def tenant(self) -> str:
        """Return one of the history's tenants."""
        return self._random.choice(self._tenants)

    def record(self, tenant_id: str, deviation: Kind | None = None) -> Record:
        """Return a log of the tenant. Several tenants have logs with the same ids."""
        number = len(self._made)
        made = self._made_like(tenant_id, deviation) or self._new(tenant_id, str(self._log_id(number)), number)
        self._made.append(made)
        return made

    def ids_of(self, tenant_id: str) -> list[str]:
        """Return the ids of the tenant's logs that have ids of their own."""
        return [record.log_id for record in self._made if record.tenant_id == tenant_id and record.log_id]

    def anonymous(self, tenant_id: str) -> Record:
        """Return a log without an id."""
        number = len(self._made)
        made = self._new(tenant_id, None, number)
        self._made.append(made)
        return made

    def timed(self, tenant_id: str) -> Record:
        """Return a log without an id, but with its sender's time."""
        record = self.anonymous(tenant_id)
        seconds = self._random.choice((EARLIER, EARLIER, _SOON, _FAR_AHEAD))
        written: Mapping[str, JsonValue] = {self._random.choice(_TIME_NAMES): self._written(seconds)}
        record.attributes = {**record.attributes, **written}
        record.redacted_attributes = {**record.redacted_attributes, **written}
        record.time = None if seconds == _FAR_AHEAD else seconds * 10**9
        return record

    def _written(self, seconds: int) -> JsonValue:
        """Return a moment in one of the formats that senders use."""
        moment = datetime.fromtimestamp(seconds, UTC)
        forms: tuple[JsonValue, ...] = (
            f"{moment:%Y-%m-%dT%H:%M:%S}Z",
            f"{moment + timedelta(hours=2):%Y-%m-%d %H:%M:%S},000+02:00",
            *(seconds * 10**digits for digits in (0, 3, 6, 9)),
            f"{seconds}.000",
        )
        return self._random.choice(forms)

    def _log_id(self, number: int) -> str:
        poison = self._faults.draw_at(Step.MESSAGE, 0.15)
        if poison is Kind.WORK_ALWAYS_FAILS:
            return f"{FAILING_ID}{number}"
        if poison is Kind.ALWAYS_REFUSED:
            return f"{REFUSED_ID}{number}"
        if poison is Kind.KILLS_WORKER:
            return f"{KILLING_ID}{number}"
        return f"log-{number % 7 if self._random.random() < 0.1 else number}"

    def _made_like(self, tenant_id: str, deviation: Kind | None) -> Record | None:
        before = [record for record in self._made if record.tenant_id == tenant_id and record.log_id]
        if not before:
            return None
        like = self._random.choice(before)
        if deviation is Kind.CONFLICT:
            return self._new(tenant_id, like.log_id, len(self._made))
        if deviation is Kind.SAME_BUT_NUMBER and like.numbers:
            return self._renumbered(like)
        return None

    def _new(self, tenant_id: str, log_id: str | None, number: int) -> Record:
        random = self._random
        start = f"{WATERMARK}{tenant_id}/{number} "
        if with_number := random.random() < 0.7:
            sentence = random.choice(_SENTENCES)
            text, redacted = sentence.format(self._number()), sentence.format("[PHONE]")
        else:
            text = redacted = random.choice(_PLAIN)
        attributes: Mapping[str, JsonValue] = {}
        redacted_attributes: Mapping[str, JsonValue] = {}
        numbers = int(with_number)
        if random.random() < 0.15:
            attributes = {"note": f"{start}call {self._number()}", "deep": [{"n": number}, None]}
            redacted_attributes = {"note": f"{start}call [PHONE]", "deep": [{"n": number}, None]}
            numbers += 1
        level: str | None = None
        if random.random() < 0.15:
            written, level = random.choice(_LEVELS)
            attributes = {**attributes, "level": written}
            redacted_attributes = {**redacted_attributes, "level": written}
        return Record(
            tenant_id,
            log_id,
            start + text,
            start + redacted,
            attributes,
            redacted_attributes,
            numbers,
            level=level,
        )

    def _renumbered(self, like: Record) -> Record:
        pieces = like.redacted_text.split("[PHONE]")
        return Record(
            like.tenant_id,
            like.log_id,
            self._number().join(pieces),
            like.redacted_text,
            like.attributes,
            like.redacted_attributes,
            like.numbers,
            level=like.level,
        )

    def _number(self) -> str:
        return self._random.choice(_NUMBERS).format(int(self._random.random() * 100))
