"""The tested installation, as one run sees it."""

import secrets
import string
from dataclasses import dataclass, field

from tests.acceptance.client import Client
from tests.acceptance.expectation import CheckFailed
from tests.acceptance.polling import poll
from tests.acceptance.stored_logs import StoredLog, StoredLogs


def new_run_id() -> str:
    """Return random letters, without digits, so that it is not read as part of a phone number."""
    return "".join(secrets.choice(string.ascii_lowercase) for _ in range(8))


@dataclass(frozen=True)
class Target:
    """`patience` is the number of seconds within which an accepted log must be stored.

    Every tenant's and log's id contains the run's id, so that runs on one installation do not affect each other.
    """

    client: Client
    stored: StoredLogs
    patience: float
    run: str = field(default_factory=new_run_id)

    def tenant(self, name: str) -> str:
        """Return a tenant of this run only."""
        return f"verify-{self.run}-{name}"

    def log_id(self, name: str) -> str:
        """Return a log id of this run only."""
        return f"{self.run}-{name}"

    def await_stored(self, tenant_id: str, log_id: str) -> StoredLog:
        """Wait for the log. Raises CheckFailed if it is not stored in time."""
        log = poll(lambda: self.stored.find(tenant_id, log_id), self.patience)
        if log is None:
            raise CheckFailed(f"The log {log_id} of {tenant_id} was not stored within {self.patience:g} s of its 202")
        return log

    def await_listed(self, tenant_id: str, log_ids: set[str]) -> list[StoredLog]:
        """Return the tenant's list when it contains these logs, which may take a moment because lists can lag.

        Raises CheckFailed if they are not listed in time.
        """

        def complete() -> list[StoredLog] | None:
            listed = self.stored.all_of(tenant_id)
            return listed if log_ids <= {log.log_id for log in listed} else None

        listed = poll(complete, self.patience)
        if listed is None:
            raise CheckFailed(f"Logs of {tenant_id} that are stored are still not listed after {self.patience:g} s")
        return listed
