from pathlib import Path

from tests.acceptance.generated_requests import expect_well, send_generated_requests
from tests.acceptance.local_server import LocalServer


def test_generated_requests_break_nothing(tmp_path: Path) -> None:
    """Every answer to requests that schemathesis generates agrees with the OpenAPI document.

    `make test-api` sends 10,000.
    """
    with LocalServer(tmp_path, seconds_per_character=0) as server:
        run = send_generated_requests(server.endpoint, tmp_path, examples=5, seed=1, corner_cases=False)
        expect_well(server)
    assert run.passed, run.report
    assert run.requests > 100, run.report
