"""`make test-api`: send requests that schemathesis generates from a running server's own OpenAPI document."""

import argparse
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.acceptance.client import Client
from tests.acceptance.expectation import expect
from tests.acceptance.local_server import LocalServer

_REQUEST_SECONDS = 10


@dataclass(frozen=True)
class Run:
    """The result of a run. It `passed` if no answer broke the document or a rule of HTTP, or was too slow."""

    passed: bool
    requests: int
    report: str


def send_generated_requests(endpoint: str, folder: Path, *, examples: int, seed: int, corner_cases: bool = True) -> Run:
    """Send up to `examples` valid and invalid requests to each route, and all corner cases of each parameter."""
    command = [str(Path(sys.executable).with_name("schemathesis")), "run"]
    phases = "coverage,fuzzing" if corner_cases else "fuzzing"
    command += [f"{endpoint}/openapi.json", "--phases", phases, "--checks", "all"]
    command += ["--max-examples", str(examples), "--seed", str(seed), "--suppress-health-check", "all"]
    # The document cannot express some rules, for example that body and header must name the same tenant.
    command += ["--exclude-checks", "positive_data_acceptance"]
    command += ["--request-timeout", str(_REQUEST_SECONDS), "--continue-on-failure", "--no-color"]
    ended = subprocess.run(  # noqa: S603 - our own tool, and no shell
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    # The summary counts corner cases and generated requests together.
    counted = re.search(r"([\d,]+) generated", ended.stdout)
    requests = int(counted[1].replace(",", "")) if counted else 0
    return Run(ended.returncode == 0, requests, ended.stdout)


def main() -> int:
    """Run until enough requests were sent. Return 0 if no answer was wrong and the server still works."""
    parser = argparse.ArgumentParser(prog="make test-api", description=__doc__)
    parser.add_argument("--requests", type=int, default=10_000, help="minimum number of requests (default 10000)")
    parser.add_argument(
        "--examples", type=int, default=400, help="number of examples for a route in one run (default 400)"
    )
    parser.add_argument(
        "--seed", type=int, default=1, help="seed of the first run; later runs use the following seeds (default 1)"
    )
    chosen = parser.parse_args()
    sent, seed = 0, chosen.seed
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with LocalServer(folder, seconds_per_character=0) as server:
            while sent < chosen.requests:
                run = send_generated_requests(server.endpoint, folder, examples=chosen.examples, seed=seed)
                print(run.report)
                if not run.passed or not run.requests:
                    print(f"FAIL: seed {seed} after {sent:,} requests")
                    return 1
                sent, seed = sent + run.requests, seed + 1
            expect_well(server)
    print(f"PASS: {sent:,} generated requests without a wrong or late answer; the server stopped properly.")
    return 0


def expect_well(server: LocalServer) -> None:
    """Raise CheckFailed unless the server answers, is ready, and has had no unexpected error."""
    client = Client(server.endpoint)
    for path in ("/healthz", "/readyz"):
        client.get(path).expect_status(200)
    expect("unexpected_error" not in server.output.read_text(), "The server had an unexpected error")
    expect("Traceback" not in server.output.read_text(), "The server printed a traceback")


if __name__ == "__main__":
    sys.exit(main())
