"""Wiring EraseLogs for a data folder, whether or not a server uses it, or for a stack on AWS."""

import argparse
import getpass
import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from application.erase_logs import EraseLogs, Progress
from application.find_placeholders import FindPlaceholders, PersonalValue
from application.ports.storage import UnusableStorage
from domain.erasure import Erasure, ErasureReceipt, erasure_from_document
from domain.errors import CallerError
from domain.tenant_id import check_tenant_id
from domain.timestamps import parse_timestamp
from entrypoints.cli.stack import is_on_aws, open_stack
from entrypoints.cli.state import opened_state_alone


@dataclass(frozen=True)
class Erasing:
    """Erases on behalf of the current user. `wait` sleeps for the given seconds, or not at all if no worker runs."""

    erase_logs: EraseLogs
    find_placeholders: FindPlaceholders
    wait: Callable[[float], object]

    def placeholders(self, tenant_id: str, kind: str, value: str) -> tuple[str, ...]:
        """Return the pseudonyms of a value. Raises CallerError if the policy does not make pseudonyms of the kind."""
        return self.find_placeholders.find(tenant_id, [PersonalValue(kind, value)])

    def erase(self, tenant_id: str, erasure: Erasure, progress: Progress = lambda *_: None) -> ErasureReceipt:
        """Erase the logs; return the receipt. Raises InvalidErasure and PassingError."""
        requested_by = f"{getpass.getuser()}@{socket.gethostname()}"
        return self.erase_logs.erase(tenant_id, erasure, requested_by, wait=self.wait, progress=progress)


@contextmanager
def opened_erasing(chosen: argparse.Namespace) -> Iterator[Erasing]:
    """Open what the arguments `--data`, or `--aws` and `--prefix`, name. Raises UnusableStorage and PassingError."""
    if is_on_aws(chosen):
        with open_stack(chosen.prefix) as stack:
            yield Erasing(stack.application.erase_logs(), stack.application.find_placeholders(), time.sleep)
        return
    with _in_data_folder(chosen.data) as erasing:
        yield erasing


@contextmanager
def _in_data_folder(data_folder: Path) -> Iterator[Erasing]:
    with opened_state_alone(data_folder) as (state, server_runs):
        wait = time.sleep if server_runs else _do_not_wait
        yield Erasing(state.application.erase_logs(), state.application.find_placeholders(), wait)


def _do_not_wait(_seconds: float) -> None:
    """No worker runs that would have to learn of the erasure."""


def erase_again(folder: Path, receipts: Path, since: str) -> int:
    """Repeat the erasures whose receipts are later than `since` (RFC 3339); return their number.

    Raises UnusableStorage, also for an invalid receipt, and PassingError.
    """
    later: list[tuple[str, Erasure]] = []
    for number, line in enumerate(receipts.read_text().splitlines(), start=1):
        try:
            document = json.loads(line)
            erasure = erasure_from_document(document["erasure"])
            if erasure.received_before >= parse_timestamp(since):
                later.append((check_tenant_id(document["tenant_id"]), erasure))
        except (ValueError, KeyError, TypeError, CallerError) as error:
            raise UnusableStorage(f"line {number} of {receipts} is not a valid receipt of an erasure.") from error
    with _in_data_folder(folder) as erasing:
        for tenant_id, erasure in later:
            erasing.erase(tenant_id, erasure)
    return len(later)
