"""Erasing logs of a tenant, on the way and stored, so that nothing of them can be read or come back."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from application.envelope import decode_envelope
from application.ports.clock import Clock
from application.ports.dead_letters import DeadLetter, DeadLetters
from application.ports.erasure_markers import ErasureMarkers
from application.ports.erasure_receipts import ErasureReceipts
from application.ports.id_generator import IdGenerator
from application.ports.log_eraser import LogEraser
from application.ports.log_reader import LogReader, Page
from application.ports.master_secret import MasterSecret
from application.ports.tenant_directory import TenantDirectory
from domain.erasure import MAX_ERASURES, Erasure, ErasureReceipt, InvalidErasure, Selection
from domain.identity import pseudonym_key
from domain.log_entry import LogEntry
from domain.processed_log import Position, ProcessedLog
from domain.query.log_query import LogQuery, Order
from domain.redact_log import LogRedactor
from domain.tenant import Tenant

# A worker knows a tenant for half a minute, and may be storing a log at its end.
WAIT = timedelta(seconds=60)
_PAGE = 1_000

# Is told what is being done, and how many are done.
Progress = Callable[[str, int], object]


@dataclass(frozen=True)
class Deleted:
    """So many stored logs were deleted; `next` is the place behind which to go on, None where none is left."""

    logs: int
    next: Position | None


class EraseLogs:
    """Deletes whatever is stored of a tenant's logs and selected, and has the worker drop what is still on its way.

    In this order: `mark`; when `seconds_to_wait` is over, `delete_some` until it has come to the end; `finish`. Each of
    them may be called again after it was killed or has raised PassingError.
    """

    def __init__(  # noqa: PLR0913 - one argument a role
        self,
        *,
        markers: ErasureMarkers,
        tenants: TenantDirectory,
        reader: LogReader,
        eraser: LogEraser,
        dead_letters: DeadLetters | None,
        receipts: ErasureReceipts,
        master_secret: MasterSecret,
        ids: IdGenerator,
        clock: Clock,
    ) -> None:
        """`dead_letters` is None where they are out of reach."""
        self._markers = markers
        self._tenants = tenants
        self._reader = reader
        self._eraser = eraser
        self._dead_letters = dead_letters
        self._receipts = receipts
        self._master_secret = master_secret
        self._ids = ids
        self._clock = clock

    def new(self, selection: Selection) -> Erasure:
        """An erasure of what is selected among all that was received until now; nothing is done yet."""
        return Erasure(self._ids.new_log_id(), self._clock.now(), selection)

    def count(self, tenant_id: str, erasure: Erasure) -> int:
        """How many stored logs it would delete now. Raises PassingError."""
        number, page = 0, self._page(tenant_id, erasure, None)
        while True:
            number += sum(map(erasure.takes, page.logs))
            if page.next is None:
                return number
            page = self._page(tenant_id, erasure, page.next)

    def erase(
        self,
        tenant_id: str,
        erasure: Erasure,
        requested_by: str,
        *,
        wait: Callable[[float], object],
        progress: Progress = lambda *_: None,
    ) -> ErasureReceipt:
        """All steps in one, for whoever has the time; `wait` lets so many seconds pass, or none where no worker runs.

        Raises InvalidErasure where the tenant has too many erasures, and PassingError.
        """
        self.mark(tenant_id, erasure)
        progress("waiting until every worker knows", 0)
        wait(self.seconds_to_wait(erasure))
        deleted = self.delete_some(tenant_id, erasure)
        logs = deleted.logs
        while deleted.next is not None:
            progress("logs", logs)
            deleted = self.delete_some(tenant_id, erasure, deleted.next)
            logs += deleted.logs
        return self.finish(tenant_id, erasure, requested_by, logs, progress)

    def mark(self, tenant_id: str, erasure: Erasure) -> None:
        """Have the worker drop what the erasure selects. Raises InvalidErasure where the tenant has too many."""
        self._markers.change(tenant_id, lambda erasures: self._with(erasures, erasure))

    def find(self, tenant_id: str, erasure_id: str) -> Erasure | None:
        """The tenant's erasure of this id that is marked. Raises PassingError."""
        return next((each for each in self._markers.read(tenant_id) if each.erasure_id == erasure_id), None)

    def seconds_to_wait(self, erasure: Erasure) -> float:
        """For how long from now a worker may not know a marker that was put when the erasure was made."""
        return max((erasure.received_before + WAIT - self._clock.now()).total_seconds(), 0)

    def delete_some(self, tenant_id: str, erasure: Erasure, after: Position | None = None) -> Deleted:
        """Delete some of the stored logs, beginning behind the place `after`. It takes some seconds at most."""
        if erasure.selection.is_everything:
            portion = self._eraser.delete_received_before(
                tenant_id, erasure.received_before, after.log_id if after else None
            )
            # In the order of ids alone: of logs that have expired, nothing else can be asked.
            return Deleted(portion.deleted, None if portion.next is None else Position(0, 0, portion.next))
        page = self._page(tenant_id, erasure, after)
        if taken := [log.log_id for log in page.logs if erasure.takes(log)]:
            self._eraser.delete(tenant_id, taken)
        return Deleted(len(taken), page.next)

    def finish(
        self, tenant_id: str, erasure: Erasure, requested_by: str, logs: int, progress: Progress = lambda *_: None
    ) -> ErasureReceipt:
        """Delete messages and dead letters, leave no byte behind, and keep the receipt; `logs` have been deleted."""
        messages = dead_letters = letters_left = None
        if erasure.selection.is_everything:
            messages = self._eraser.delete_queued(tenant_id, erasure.received_before)
        if self._dead_letters is not None:
            judged = _Letters(self._tenants.get(tenant_id), erasure, self._master_secret, self._clock.now())
            dead_letters = self._dead_letters.erase(tenant_id, judged, lambda number: progress("dead letters", number))
            letters_left = judged.left
        progress("overwriting what was deleted", logs)
        self._eraser.purge()
        receipt = ErasureReceipt(
            tenant_id, erasure, requested_by, self._clock.now(), logs, messages, dead_letters, letters_left
        )
        self._receipts.keep(receipt)
        return receipt

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

    def _page(self, tenant_id: str, erasure: Erasure, after: Position | None) -> Page:
        """Logs that the erasure may be about."""
        selection = erasure.selection
        if selection.log_id is not None:
            ids = [selection.log_id, *self._reader.conflicts(tenant_id, selection.log_id, _PAGE)]
            return Page([log for each in ids if (log := self._reader.find(tenant_id, each))])
        query = LogQuery(
            tenant_id, selection.since, selection.until, Order.OLDEST_FIRST, placeholders=selection.placeholders
        )
        return self._reader.page(query, _PAGE, after)


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
        try:
            entries = decode_envelope(letter.body).entries
        except Exception:  # noqa: BLE001 - nobody can tell what an unreadable one holds
            is_taken = self._erasure.selection.is_everything and letter.sent_at < self._erasure.received_before
            self.left += not is_taken
            return is_taken
        if self._erasure.selection.is_everything:
            # Not by when the letter was sent: the worker may have given it up after the erasure was marked.
            taken = [entry.received_at < self._erasure.received_before for entry in entries]
        else:
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
