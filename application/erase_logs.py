"""Erasing a tenant's logs from the store and the queues, so that they can neither be read nor come back."""

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
from domain.erasure import MARKED_FOR, MAX_ERASURES, Erasure, ErasureReceipt, InvalidErasure, Selection
from domain.identity import pseudonym_key
from domain.log_entry import LogEntry
from domain.processed_log import Position, ProcessedLog
from domain.query.log_query import LogQuery, Order
from domain.redact_log import LogRedactor
from domain.tenant import Tenant

# Workers cache a tenant for half a minute, and may still be storing a log when the cached tenant expires.
WAIT = timedelta(seconds=60)
_PAGE = 1_000

# Called with the name of the current step and the number of logs or messages that it has handled.
Progress = Callable[[str, int], object]


@dataclass(frozen=True)
class Deleted:
    """The number of deleted logs. `next` is the position after which to continue; None if the end is reached."""

    logs: int
    next: Position | None


class EraseLogs:
    """Deletes selected logs of a tenant from the store, and makes the worker drop those that are still queued.

    Call `mark`, wait for `seconds_to_wait`, call `delete_some` until its `next` is None, then call `finish`; or call
    `erase`, which does it all. Each step can be repeated after it was killed or has raised PassingError.
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
        """`dead_letters` is None if the caller has no access to the dead-letter queue."""
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
        """Return an erasure of selected logs that were received until now. This does not erase anything yet."""
        return Erasure(self._ids.new_log_id(), self._clock.now(), selection)

    def count(self, tenant_id: str, erasure: Erasure) -> int:
        """Count the stored logs that the erasure would delete now. Raises PassingError."""
        number, page = 0, self._page(tenant_id, erasure, None)
        while True:
            number += sum(map(erasure.covers, page.logs))
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
        """Run all steps. `wait` sleeps for the given seconds, or returns at once if no worker is running.

        Raises InvalidErasure if the tenant has too many erasures, and PassingError.
        """
        self.mark(tenant_id, erasure)
        progress("waiting until all workers know the erasure", 0)
        wait(self.seconds_to_wait(erasure))
        deleted = self.delete_some(tenant_id, erasure)
        logs = deleted.logs
        while deleted.next is not None:
            progress("logs", logs)
            deleted = self.delete_some(tenant_id, erasure, deleted.next)
            logs += deleted.logs
        return self.finish(tenant_id, erasure, requested_by, logs, progress)

    def mark(self, tenant_id: str, erasure: Erasure) -> None:
        """Make workers drop the selected logs. Raises InvalidErasure if the tenant has too many erasures."""
        self._markers.change(tenant_id, lambda erasures: self._with(erasures, erasure))

    def find(self, tenant_id: str, erasure_id: str) -> Erasure | None:
        """Return the tenant's marked erasure with this id, or None. Raises PassingError."""
        return next((each for each in self._markers.read(tenant_id) if each.erasure_id == erasure_id), None)

    def seconds_to_wait(self, erasure: Erasure) -> float:
        """Return the seconds until every worker knows the marker, if it was set when the erasure was created."""
        return max((erasure.received_before + WAIT - self._clock.now()).total_seconds(), 0)

    def delete_some(self, tenant_id: str, erasure: Erasure, after: Position | None = None) -> Deleted:
        """Delete the next portion of stored logs, after the position `after`. It takes a few seconds at most."""
        if erasure.selection.is_everything:
            portion = self._eraser.delete_received_before(
                tenant_id, erasure.received_before, after.log_id if after else None
            )
            # This portion is in the order of ids, so only the id of a position counts.
            return Deleted(portion.deleted, None if portion.next is None else Position(0, 0, portion.next))
        page = self._page(tenant_id, erasure, after)
        if taken := [log.log_id for log in page.logs if erasure.covers(log)]:
            self._eraser.delete(tenant_id, taken)
        return Deleted(len(taken), page.next)

    def finish(
        self, tenant_id: str, erasure: Erasure, requested_by: str, logs: int, progress: Progress = lambda *_: None
    ) -> ErasureReceipt:
        """Delete messages and dead letters, overwrite deleted data, and store the receipt.

        `logs` is the number of stored logs that `delete_some` has deleted.
        """
        messages = dead_letters = letters_left = None
        if erasure.selection.is_everything:
            messages = self._eraser.delete_queued(tenant_id, erasure.received_before)
        if self._dead_letters is not None:
            judged = _ErasedLetters(self._tenants.get(tenant_id), erasure, self._master_secret, self._clock.now())
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
        """Add the new erasure. Drop those that are over, and an earlier one with the same selection."""
        now = self._clock.now()
        kept = [each for each in erasures if not each.is_over(now) and each.selection != new.selection]
        if len(kept) >= MAX_ERASURES:
            raise InvalidErasure(
                f"The tenant already has {len(kept)} erasures from the last {MARKED_FOR.days} days, the maximum. "
                "Combine several erasures into one, for example by a longer range of time."
            )
        return (*kept, new)

    def _page(self, tenant_id: str, erasure: Erasure, after: Position | None) -> Page:
        """Return a page of logs that contains all that the erasure covers, and maybe others."""
        selection = erasure.selection
        if selection.log_id is not None:
            ids = [selection.log_id, *self._reader.conflicts(tenant_id, selection.log_id, _PAGE)]
            return Page([log for each in ids if (log := self._reader.find(tenant_id, each))])
        query = LogQuery(
            tenant_id, selection.since, selection.until, Order.OLDEST_FIRST, placeholders=selection.placeholders
        )
        return self._reader.page(query, _PAGE, after)


class _ErasedLetters:
    """Decides which dead letters to delete: those that contain only erased logs.

    `left` counts the dead letters that contain both erased and other logs, and are kept.
    """

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
        except Exception:  # noqa: BLE001 - an unreadable letter, whose logs are unknown
            is_taken = self._erasure.selection.is_everything and letter.sent_at < self._erasure.received_before
            self.left += not is_taken
            return is_taken
        if self._erasure.selection.is_everything:
            # Not `letter.sent_at`: the worker may have dead-lettered an older log after the erasure was marked.
            taken = [entry.received_at < self._erasure.received_before for entry in entries]
        else:
            taken = [self._erasure.covers(log) for log in self._redacted(entries)]
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
