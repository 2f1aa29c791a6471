"""`python -m tests.emulated.contract`: the contract suites of the AWS adapters, over an emulator instead of moto.

Tests that change moto itself, and tests that set the clock, are left out.
"""

import os
import subprocess
import sys
from pathlib import Path

from tests.emulated.ministack import running_ministack

_SUITES = (
    "test_log_queue.py",
    "test_dead_letters.py",
    "test_log_repository.py",
    "test_log_eraser.py",
    "test_erase_command.py",
    "test_log_pages.py",
    "test_log_expiry.py",
    "test_store_once.py",
    "test_tenants.py",
    "test_tenant_directory.py",
    "test_usage_counter.py",
    "test_master_secret.py",
)
# DynamoDB refuses an item that is too large (ValidationException) and text with an unpaired surrogate
# (SerializationException). The emulator fails for both (InternalError).
# (SerializationException). The emulator fails at both (InternalError).
_NOT_AS_ON_AWS = (
    "tests/contract/test_log_repository.py::test_item_that_no_store_takes_is_final",
    "tests/contract/test_log_repository.py::test_a_refused_log_costs_no_other",
)


def main() -> int:
    """Return pytest's exit code."""
    contract = Path(__file__).parents[1] / "contract"
    with running_ministack(enforces_roles=False) as aws:
        environment = {**os.environ, **aws.environment, "CONTRACT_ENDPOINT": aws.endpoint}
        # An adapter's own client reads the endpoint and the certificate from the environment.
        suites = [str(contract / suite) for suite in _SUITES]
        left_out = [f"--deselect={test}" for test in _NOT_AS_ON_AWS]
        command = (sys.executable, "-m", "pytest", "-q", *left_out, *suites, *sys.argv[1:])
        return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - our own tests


if __name__ == "__main__":
    sys.exit(main())
