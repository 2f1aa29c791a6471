"""`make smoke ENDPOINT=https://… KEY=…`: check what only a deployed stack can show.

Each line has the expected and the actual result, and what to do if they differ. With AWS credentials and the prefix of
the stack's names, settings and metrics are checked too. Some 500 small logs remain stored under the key's tenant.
"""

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum

from tests.acceptance.client import parse_endpoint
from tests.smoke.account import Account
from tests.smoke.checks import CHECKS, Check, NotAsExpected
from tests.smoke.endpoint import Endpoint


class Outcome(StrEnum):
    """The result of a check. The words have the same length, so that the following column is aligned."""

    AS_EXPECTED = "AS EXPECTED"
    NOT_AS_EXPECTED = "UNEXPECTED "
    NOT_RUN = "NOT RUN    "


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 1 if a check fails."""
    parser = argparse.ArgumentParser(prog="make smoke", description=__doc__)
    parser.add_argument("--endpoint", required=True, metavar="URL", help="the stack's output ApiEndpoint")
    parser.add_argument("--tenant", default="smoke", help="the tenant of the key (default smoke)")
    parser.add_argument(
        "--prefix",
        metavar="PREFIX",
        help="prefix of the stack's names ('' for none); also checks the account, with AWS credentials",
    )
    parser.add_argument("--emulated", action="store_true", help="skip the checks that an emulator does not support")
    chosen = parser.parse_args(arguments)
    try:
        url = parse_endpoint(chosen.endpoint)
    except ValueError as error:
        parser.error(f"ENDPOINT: {error}")
    # Read from the environment, because all users of the machine can see arguments.
    key = os.environ.get("KEY", "")
    if not key:
        parser.error("KEY is not set: `entrypoints.cli tenants create smoke --aws` prints one.")
    checks = [*CHECKS, *(Account(chosen.prefix).checks() if chosen.prefix is not None else [])]
    endpoint = Endpoint(url, chosen.tenant, key)
    try:
        endpoint.ask("GET", "/healthz", with_key=False)
    except OSError as error:
        print(f"{url} does not answer: {error}. The endpoint is the stack's output ApiEndpoint.", file=sys.stderr)
        return 1
    outcomes = Counter(
        _outcome(f"{number:>2}/{len(checks)}", check, endpoint, emulated=chosen.emulated)
        for number, check in enumerate(checks, 1)
    )
    print(
        f"\n{outcomes[Outcome.AS_EXPECTED]} as expected, {outcomes[Outcome.NOT_AS_EXPECTED]} not, "
        f"{outcomes[Outcome.NOT_RUN]} not run."
    )
    if chosen.prefix is None:
        print("The account was not checked. To check it, set ARGS=\"--prefix ''\" and AWS credentials.")
    return 1 if outcomes[Outcome.NOT_AS_EXPECTED] else 0


def _outcome(number: str, check: Check, endpoint: Endpoint, *, emulated: bool) -> Outcome:
    if emulated and check.only_on_aws:
        print(f"{number} {Outcome.NOT_RUN} {check.expected}", flush=True)
        return Outcome.NOT_RUN
    started = time.monotonic()
    try:
        came = check.run(endpoint)
    except Exception as error:  # noqa: BLE001 - an unexpected answer must not end the other checks
        said = str(error) if isinstance(error, NotAsExpected) else f"{type(error).__name__}: {error}"
        outcome, seen = Outcome.NOT_AS_EXPECTED, f"{said}\n      do:   {check.otherwise}"
    else:
        outcome, seen = Outcome.AS_EXPECTED, f"{came} ({time.monotonic() - started:.0f} s)"
    print(f"{number} {outcome} {check.expected}\n      came: {seen}", flush=True)
    return outcome


if __name__ == "__main__":
    sys.exit(main())
