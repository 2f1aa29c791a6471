"""The laws that must hold, whatever faults occur."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from application.envelope import decode_envelope
from domain.erasure import Erasure, Selection
from domain.processed_log import ProcessedLog
from tests.fakes.clock import START
from tests.fakes.dead_letter_queue import DeadLetter
from tests.simulation.deliveries import Delivery, LogKey, Message
from tests.simulation.ledger import Ledger
from tests.simulation.traffic import PLANTED, TENANTS, WATERMARK, Outcome, Record

LOST = "lost"
DUPLICATED = "duplicated"
FOREIGN = "another tenant's"
LEAKED = "leaked"
INVENTED = "sent by nobody"
WRONG_REDACTION = "wrongly redacted"
WRONG_DEATH = "dead without a reason"
DELAYED = "failed without a reason"
OUT_OF_ORDER = "out of order"
WRONG_TIME = "wrong time"
WRONG_LEVEL = "wrong level"
UNACCOUNTED = "neither accepted nor rejected"
WRONG_ANSWER = "wrong answer"
LATE = "comes again too late"
EARLY = "shown before its work had ended"
UNDRAINED = "not drained"
HIDDEN = "hidden after a fault"
STILL_THERE = "erased and still there"
# The law that shows most of a cause comes first.
LAWS = (
    LEAKED, FOREIGN, STILL_THERE, WRONG_REDACTION, INVENTED, DUPLICATED, LOST, WRONG_DEATH, DELAYED, OUT_OF_ORDER,
    WRONG_TIME, WRONG_LEVEL, UNACCOUNTED, WRONG_ANSWER, LATE, EARLY, HIDDEN, UNDRAINED,
)  # fmt: skip

# The log's key and its raw text.
DeadLog = tuple[LogKey, str]

_LONGEST_PAUSE = 3_600_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CONFLICT_ID = re.compile(r"(.+)~[0-9a-f]{32}")


@dataclass(frozen=True)
class Violation:
    """A broken law; `about` gives the details."""

    law: str
    about: str


class Judge:
    """Records violations."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.violations: list[Violation] = []
        # The erasures that have begun or are about to begin, each with its tenant.
        self.erasures: Sequence[tuple[str, Erasure]] = ()

    def accuse(self, law: str, about: str) -> None:
        """Record a violation."""
        self.violations.append(Violation(law, about))

    # During the history

    def handler_raised(self, function: str, error: Exception) -> None:
        """A handler always answers."""
        self.accuse(WRONG_ANSWER, f"{function} raised {type(error).__name__}")

    def reported(self, deliveries: Sequence[Delivery], failed: Collection[str]) -> None:
        """A delivery without a fault succeeds, whatever its neighbours are, unless it fails by itself."""
        excused = {delivery.message.message_id for delivery in deliveries if delivery.tainted}
        for delivery in deliveries:
            message = delivery.message
            if message.by_itself:
                if message.message_id not in failed:
                    self.accuse(LOST, f"{message.message_id} of a later version was acknowledged")
            elif message.message_id in failed and message.message_id not in excused:
                self.accuse(DELAYED, f"{message.message_id}, receive {delivery.receive_count}")
        if unknown := set(failed) - {delivery.message.message_id for delivery in deliveries}:
            self.accuse(WRONG_ANSWER, f"log-worker names {len(unknown)} messages that it was not given")

    def delayed(self, deliveries: Sequence[Delivery], failed: Collection[str], now: int) -> None:
        """A failed message is redelivered soon, unless the queue did not receive its delay."""
        for delivery in deliveries:
            message = delivery.message
            is_in_flight = message.delivery is delivery and not delivery.unheard
            if is_in_flight and message.message_id in failed and message.visible_at > now + _LONGEST_PAUSE:
                self.accuse(LATE, message.message_id)

    def answered(self, answer: Mapping[str, Any], expected: Collection[int]) -> None:
        """The status matches the fault, and the answer does not repeat the request."""
        status = answer["statusCode"]
        if status not in expected:
            self.accuse(WRONG_ANSWER, f"{status} in place of {sorted(expected)}")
        if status == 503 and not any(name.lower() == "retry-after" for name in answer["headers"]):
            self.accuse(WRONG_ANSWER, "503 without Retry-After")
        self.shown(f"{answer['body']}{answer['headers']}", "an answer")

    def shown(self, text: str, where: str) -> None:
        """No raw text is shown."""
        if WATERMARK in text or _is_planted_in(text):
            self.accuse(LEAKED, where)

    # After the history

    def stored(self, items: Sequence[ProcessedLog], letters: Sequence[DeadLetter]) -> None:
        """Every acknowledged log is stored once, redacted and under its own tenant, and nothing else is stored."""
        found: dict[LogKey, Counter[Outcome]] = {}
        for item in items:
            self._has_its_own(item)
            if key := self._key(item):
                self._stands_where_it_was_sent(key, item)
                found.setdefault(key, Counter())[_outcome(item)] += 1
        dead = self._dead(letters)
        found = self._without_nameless(found, dead)
        for key, records in self._ledger.records.items():
            there = found.pop(key, Counter())
            sent = Counter(record.outcome for record in records)
            due = Counter(
                record.outcome
                for record in records
                if record.acknowledged and (key, record.text) not in dead and not self._may_be_erased(record)
            )
            for outcome in (due - there).elements():
                self.accuse(LOST, f"{key} {outcome[0]!r}")
            for outcome in (there - sent).elements():
                # Outcomes contain no raw text, unless that is the violation.
                self.accuse(DUPLICATED if outcome in sent else WRONG_REDACTION, f"{key} {outcome}")
        for key in found:
            self.accuse(INVENTED, str(key))

    def _without_nameless(
        self, found: Mapping[LogKey, Counter[Outcome]], dead: Collection[DeadLog]
    ) -> dict[LogKey, Counter[Outcome]]:
        """Logs whose ids were never returned are recognised by their content, which is unique."""
        nameless = {(record.tenant_id, record.outcome): record for record in self._ledger.nameless}
        there: Counter[tuple[str, Outcome]] = Counter()
        others: dict[LogKey, Counter[Outcome]] = {}
        for key, outcomes in found.items():
            content = key[0], next(iter(outcomes))
            if key not in self._ledger.records and len(outcomes) == 1 and content in nameless:
                there[content] += outcomes.total()
            else:
                others[key] = outcomes
        buried = Counter((tenant_id, text) for (tenant_id, _), text in dead)
        for content, record in nameless.items():
            if there[content] > record.copies:
                self.accuse(DUPLICATED, f"{record.tenant_id} {content[1]}")
            missing = record.copies - there[content] - buried[record.tenant_id, record.text]
            if record.acknowledged and missing > 0 and not self._may_be_erased(record):
                self.accuse(LOST, f"{record.tenant_id} {content[1]}")
        return others

    def dead(self, letters: Sequence[DeadLetter], refused: Collection[LogKey], given_up: Sequence[Message]) -> None:
        """Dead letters are unreadable, or were refused permanently, or had only faulty receives."""
        for message in given_up:
            self.accuse(WRONG_DEATH, message.message_id)
        unreadable = set(self._ledger.unreadable)
        for letter in letters:
            if letter.reason is None or letter.body in unreadable:
                continue
            for entry in letter.envelope.entries:
                if (entry.tenant_id, entry.log_id) not in refused:
                    self.accuse(WRONG_DEATH, f"{entry.tenant_id}/{entry.log_id}: {letter.reason}")
        left = Counter(self._ledger.unreadable) - Counter(letter.body for letter in letters)
        for body in left:
            self.accuse(LOST, f"an unreadable message of {len(body)} characters")

    def drained(self, deliveries: int, most: int) -> None:
        """After the faults have stopped, few further deliveries are made."""
        if deliveries > most:
            self.accuse(UNDRAINED, f"{deliveries} deliveries where {most} should do")

    def shown_early(self, items: Sequence[ProcessedLog]) -> None:
        """No log is stored before its own work has ended."""
        for item in items:
            self.accuse(EARLY, f"{item.tenant_id}/{item.log_id}")

    def erased(
        self, items: Sequence[ProcessedLog], done: Sequence[tuple[str, Erasure]], stalled: Collection[str]
    ) -> None:
        """No erased log is stored, whatever was redelivered. The law LOST checks that logs received later are stored.

        For the tenants in `stalled`, a worker paused while it stored, for longer than erasing waits.
        """
        for tenant_id, erasure in done:
            for item in items:
                if (
                    item.tenant_id == tenant_id
                    and item.received_at < erasure.received_before
                    and _is_selected(erasure.selection, item.conflicts_with or item.log_id, item.time)
                    and tenant_id not in stalled
                ):
                    self.accuse(STILL_THERE, f"{tenant_id}/{item.log_id}")

    def _may_be_erased(self, record: Record) -> bool:
        """Return whether an erasure covers it. A record that is sent again counts as the log received first."""
        return any(
            record.tenant_id == tenant_id
            and record.first_sent is not None
            and _moment(record.first_sent) < erasure.received_before
            and _is_selected(erasure.selection, record.log_id, record.time)
            for tenant_id, erasure in self.erasures
        )

    def _has_its_own(self, item: ProcessedLog) -> None:
        content = f"{item.text}\n{item.attributes}"
        if _is_planted_in(content):
            self.accuse(LEAKED, f"{item.tenant_id}/{item.log_id}")
        own = f"{WATERMARK}{item.tenant_id}/"
        for tenant in TENANTS:
            mark = f"{WATERMARK}{tenant}/"
            if mark != own and mark in content:
                self.accuse(FOREIGN, f"{tenant}'s under {item.tenant_id}/{item.log_id}")

    def _stands_where_it_was_sent(self, key: LogKey, item: ProcessedLog) -> None:
        """A log keeps its position in the request, so that lists have the order of the request, and its time."""
        nameless = [record for record in self._ledger.nameless if record.tenant_id == item.tenant_id]
        outcome = _outcome(item)
        records = [record for record in (*self._ledger.records.get(key, ()), *nameless) if record.outcome == outcome]
        if not records:
            return
        received = (item.received_at - _EPOCH) // timedelta(microseconds=1) * 1_000
        if not any(item.ordinal in record.places for record in records):
            self.accuse(OUT_OF_ORDER, f"{key} in place {item.ordinal}")
        elif not any(item.time == record.happened_at(received, item.ordinal) for record in records):
            self.accuse(WRONG_TIME, f"{key}: {item.time}")
        elif not any(item.level == record.level for record in records):
            self.accuse(WRONG_LEVEL, f"{key}: {item.level}")

    def _key(self, item: ProcessedLog) -> LogKey | None:
        if item.conflicts_with is None:
            return item.tenant_id, item.log_id
        match = _CONFLICT_ID.fullmatch(item.log_id)
        if not match or match[1] != item.conflicts_with:
            self.accuse(INVENTED, f"{item.tenant_id}/{item.log_id} conflicting with {item.conflicts_with}")
            return None
        return item.tenant_id, item.conflicts_with

    def _dead(self, letters: Sequence[DeadLetter]) -> set[DeadLog]:
        unreadable = set(self._ledger.unreadable)
        return {
            ((entry.tenant_id, entry.log_id), entry.text)
            for letter in letters
            if letter.body not in unreadable
            for entry in decode_envelope(letter.body).entries
        }


def _is_selected(selection: Selection, log_id: str | None, time: int | None) -> bool:
    """Return whether the selection covers a log. Only logs with a time of their own are in a range."""
    if selection.log_id is not None:
        return log_id == selection.log_id
    if selection.since is not None and selection.until is not None:
        return time is not None and selection.since <= time < selection.until
    return True


def _moment(milliseconds: int) -> datetime:
    return START + timedelta(milliseconds=milliseconds)


def _outcome(item: ProcessedLog) -> Outcome:
    return Record.outcome_of(item.text, item.attributes, item.redactions.get("PHONE", 0))


def _is_planted_in(text: str) -> bool:
    return PLANTED[0] in text or PLANTED[1] in text
