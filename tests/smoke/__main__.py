"""`make smoke ENDPOINT=https://… KEY=…`: look at everything that only a deployed stack can show.

Each line says what was expected and what came; where it is not so, what to do. With AWS credentials and the prefix of
the stack's names, settings and metrics are looked at too. Some 500 small logs stay stored under the key's tenant.
"""

import argparse
import os
import sys
import time
from collections.abc import Sequence

from botocore.exceptions import BotoCoreError, ClientError

from tests.smoke.account import Account
from tests.smoke.checks import CHECKS, Check, NotAsExpected
from tests.smoke.endpoint import Endpoint


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 1 where something is not as expected."""
    parser = argparse.ArgumentParser(prog="make smoke", description=__doc__)
    parser.add_argument("--endpoint", required=True, metavar="URL", help="the stack's output ApiEndpoint")
    parser.add_argument("--tenant", default="smoke", help="whose key it is (default smoke)")
    parser.add_argument(
        "--prefix", metavar="PREFIX", help="of the stack's names, '' for none: look at the account with AWS credentials"
    )
    parser.add_argument("--emulated", action="store_true", help="do not run what no emulator shows")
    chosen = parser.parse_args(arguments)
    # Not an argument, because everyone on the machine sees those.
    key = os.environ.get("KEY", "")
    if not key:
        parser.error("KEY is not set: `entrypoints.cli tenants create smoke --aws` prints one.")
    checks = [*CHECKS, *(Account(chosen.prefix).checks() if chosen.prefix is not None else [])]
    endpoint = Endpoint(chosen.endpoint.rstrip("/"), chosen.tenant, key)
    failed = 0
    for number, check in enumerate(checks, 1):
        failed += not _shown(f"{number:>2}/{len(checks)}", check, endpoint, emulated=chosen.emulated)
    print(
        f"\n{failed} of {len(checks)} are not as expected."
        if failed
        else f"\nAll of {len(checks)} that ran are as expected."
    )
    return 1 if failed else 0


def _shown(number: str, check: Check, endpoint: Endpoint, *, emulated: bool) -> bool:
    if emulated and check.only_on_aws:
        print(f"{number} NOT SHOWN  {check.expected}", flush=True)
        return True
    started = time.monotonic()
    try:
        came = check.run(endpoint)
    except (NotAsExpected, OSError, BotoCoreError, ClientError) as error:
        print(f"{number} NOT SO     {check.expected}\n      came: {error}\n      do:   {check.otherwise}", flush=True)
        return False
    print(f"{number} AS EXPECTED {check.expected}: {came} ({time.monotonic() - started:.0f} s)", flush=True)
    return True


if __name__ == "__main__":
    sys.exit(main())
