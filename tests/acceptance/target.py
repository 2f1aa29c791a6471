"""The system under verification, as one run sees it."""

import secrets
import string
from dataclasses import dataclass, field

from tests.acceptance.client import Client
from tests.acceptance.expectation import CheckFailed
from tests.acceptance.polling import poll
from tests.acceptance.stored_logs import StoredLog, StoredLogs


def new_run_id() -> str:
    """Random, and letters only, so that it is never taken for a part of a phone number."""
    return "".join(secrets.choice(string.ascii_lowercase) for _ in range(8))


@dataclass(frozen=True)
class Target:
    """`patience` is the seconds within which an accepted log must be stored.

    The run's id is in every tenant's and log's id, so that runs against one installation never meet.
    """

    client: Client
    stored: StoredLogs
    patience: float
    run: str = field(default_factory=new_run_id)

    def tenant(self, name: str) -> str:
        """A tenant of this run alone."""
        return f"verify-{self.run}-{name}"

    def log_id(self, name: str) -> str:
        """An id for a log, of this run alone."""
        return f"{self.run}-{name}"

    def await_stored(self, tenant_id: str, log_id: str) -> StoredLog:
        """Raises CheckFailed where the log is not stored in time."""
        log = poll(lambda: self.stored.find(tenant_id, log_id), self.patience)
        if log is None:
            raise CheckFailed(f"The log {log_id} of {tenant_id} was not stored within {self.patience:g} s of its 202")
        return log

    def await_listed(self, tenant_id: str, log_ids: set[str]) -> list[StoredLog]:
        """The tenant's list once it holds these logs and, since lists may lag behind, for as long as that takes.

        Raises CheckFailed where they are not listed in time.
        """

        def complete() -> list[StoredLog] | None:
            listed = self.stored.all_of(tenant_id)
            return listed if log_ids <= {log.log_id for log in listed} else None

        listed = poll(complete, self.patience)
        if listed is None:
            raise CheckFailed(f"Logs of {tenant_id} that are stored are still not listed after {self.patience:g} s")
        return listed
