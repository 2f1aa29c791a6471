"""Erasing logs of a tenant, on the way and stored, so that nothing of them can be read or come back."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from application.envelope import decode_envelope
from application.ports.clock import Clock
from application.ports.dead_letters import DeadLetter, DeadLetters
from application.ports.log_eraser import LogEraser
from application.ports.log_reader import LogReader
from application.ports.master_secret import MasterSecret
from application.ports.tenant_registry import TenantRegistry
from domain.erasure import MAX_ERASURES, Erasure, InvalidErasure, erasure_to_document
from domain.errors import PassingError
from domain.identity import pseudonym_key
from domain.log_entry import LogEntry
from domain.processed_log import ProcessedLog
from domain.query.log_query import LogQuery, Order
from domain.redact_log import LogRedactor
from domain.tenant import Registration, Tenant
from domain.tenant_access import UNREGISTERED
from domain.timestamps import format_timestamp

# A worker knows a tenant for half a minute, and may be storing a log at its end.
WAIT_SECONDS = 60
_PAGE = 1_000
_ATTEMPTS = 5

# Is told what is being done, and how many are done.
Progress = Callable[[str, int], object]


@dataclass(frozen=True)
class Receipt:
    """What an erasure has deleted. `messages` is None where they are dropped as they come.

    `letters_left` hold other logs of the tenant as well: sent home, they are stored without what is erased.
    """

    tenant_id: str
    erasure: Erasure
    requested_by: str
    finished_at: datetime
    logs: int
    messages: int | None
    dead_letters: int
    letters_left: int

    def as_document(self) -> dict[str, Any]:
        """What can be written as JSON."""
        return {
            "tenant_id": self.tenant_id,
            "erasure": erasure_to_document(self.erasure),
            "requested_by": self.requested_by,
            "finished_at": format_timestamp(self.finished_at),
            "deleted": {"logs": self.logs, "messages": self.messages, "dead_letters": self.dead_letters},
            "dead_letters_left": self.letters_left,
        }


class EraseLogs:
    """First a marker on the tenant, by which the worker drops what it selects; then whatever is stored is deleted.

    Killed at any moment and called again, it ends the same.
    """

    def __init__(  # noqa: PLR0913 - one argument a role
        self,
        *,
        registry: TenantRegistry,
        reader: LogReader,
        eraser: LogEraser,
        dead_letters: DeadLetters,
        master_secret: MasterSecret,
        clock: Clock,
        wait: Callable[[float], object],
    ) -> None:
        """`wait` lets so many seconds pass, or none where no worker runs."""
        self._registry = registry
        self._reader = reader
        self._eraser = eraser
        self._dead_letters = dead_letters
        self._master_secret = master_secret
        self._clock = clock
        self._wait = wait

    def count(self, tenant_id: str, erasure: Erasure) -> int:
        """How many stored logs it would delete now. Raises PassingError."""
        return sum(sum(map(erasure.takes, page)) for page in self._pages(tenant_id, erasure))

    def erase(self, tenant_id: str, erasure: Erasure, requested_by: str, progress: Progress) -> Receipt:
        """Raises InvalidErasure where the tenant has too many, and PassingError: then call it again."""
        tenant = self._mark(tenant_id, erasure)
        progress("waiting until every worker knows", 0)
        self._wait(WAIT_SECONDS)
        logs = self._delete_stored(tenant_id, erasure, progress)
        messages = (
            self._eraser.delete_queued(tenant_id, erasure.received_before) if erasure.selection.is_everything else None
        )
        judged = _Letters(tenant, erasure, self._master_secret, self._clock.now())
        dead_letters = self._dead_letters.erase(tenant_id, judged, lambda number: progress("dead letters", number))
        progress("overwriting what was deleted", logs)
        self._eraser.purge()
        return Receipt(tenant_id, erasure, requested_by, self._clock.now(), logs, messages, dead_letters, judged.left)

    def _mark(self, tenant_id: str, erasure: Erasure) -> Tenant:
        for _ in range(_ATTEMPTS):
            # Who is not registered need not be: a removed registration has no key, and is not listed.
            found = self._registry.find(tenant_id) or Registration(Tenant(tenant_id), UNREGISTERED, removed=True)
            marked = replace(found.tenant, erasures=self._with(found.tenant.erasures, erasure))
            if self._registry.put(replace(found, tenant=marked)):
                return marked
        raise PassingError("changed_meanwhile")

    def _with(self, erasures: Sequence[Erasure], new: Erasure) -> tuple[Erasure, ...]:
        """Those that may still be needed, and the new one in the place of an earlier one of the same logs."""
        now = self._clock.now()
        kept = [each for each in erasures if not each.is_over(now) and each.selection != new.selection]
        if len(kept) >= MAX_ERASURES:
            raise InvalidErasure(
                f"The tenant has {len(kept)} erasures of the last weeks already, which is the most. Erase a range of "
                "time that holds several of them."
            )
        return (*kept, new)

    def _delete_stored(self, tenant_id: str, erasure: Erasure, progress: Progress) -> int:
        if erasure.selection.is_everything:
            return self._eraser.delete_received_before(
                tenant_id, erasure.received_before, lambda number: progress("logs", number)
            )
        number = 0
        for page in self._pages(tenant_id, erasure):
            if taken := [log.log_id for log in page if erasure.takes(log)]:
                self._eraser.delete(tenant_id, taken)
                number += len(taken)
                progress("logs", number)
        return number

    def _pages(self, tenant_id: str, erasure: Erasure) -> Iterator[Sequence[ProcessedLog]]:
        """The logs that an erasure may be about, page by page."""
        selection = erasure.selection
        if selection.log_id is not None:
            ids = [selection.log_id, *self._reader.conflicts(tenant_id, selection.log_id, _PAGE)]
            yield [log for each in ids if (log := self._reader.find(tenant_id, each))]
            return
        query = LogQuery(
            tenant_id, selection.since, selection.until, Order.OLDEST_FIRST, placeholders=selection.placeholders
        )
        page = self._reader.page(query, _PAGE)
        yield page.logs
        while page.next is not None:
            page = self._reader.page(query, _PAGE, page.next)
            yield page.logs


class _Letters:
    """Tells which dead letters hold nothing but what is erased. `left` counts those that hold it beside other logs."""

    def __init__(self, tenant: Tenant, erasure: Erasure, master_secret: MasterSecret, now: datetime) -> None:
        self._tenant = tenant
        self._erasure = erasure
        self._master_secret = master_secret
        self._now = now
        self._redactor: LogRedactor | None = None
        self.left = 0

    def __call__(self, letter: DeadLetter) -> bool:
        if self._erasure.selection.is_everything:
            return letter.sent_at < self._erasure.received_before
        try:
            entries = decode_envelope(letter.body).entries
        except Exception:  # noqa: BLE001 - nobody can tell what an unreadable one holds
            self.left += 1
            return False
        taken = [self._erasure.takes(log) for log in self._redacted(entries)]
        if all(taken):
            return True
        self.left += any(taken)
        return False

    def _redacted(self, entries: Sequence[LogEntry]) -> Iterator[ProcessedLog]:
        if self._redactor is None:
            key = b""
            if self._tenant.redaction_policy.needs_key:
                key = pseudonym_key(self._master_secret.read(), self._tenant.tenant_id)
            self._redactor = LogRedactor(self._tenant, key)
        return self._redactor.redact(entries, tag=lambda _: "", now=lambda: self._now)
