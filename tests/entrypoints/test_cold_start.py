"""The imports of the functions for which clients wait."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# The variables that template.yaml and Lambda set. The test calls no service.
ENVIRONMENT = {
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_LAMBDA_FUNCTION_NAME": "function",
    "AUTH_MODE": "open",
    "QUEUE_URL": "https://sqs.eu-west-1.amazonaws.com/123456789012/log-processing-queue",
    "DEAD_LETTER_QUEUE_URL": "https://sqs.eu-west-1.amazonaws.com/123456789012/dead",
    "TABLE_NAME": "tenant_logs",
    "TENANTS_TABLE_NAME": "tenants",
    "TENANT_USAGE_TABLE_NAME": "tenant_usage",
    "OPEN_REQUESTS_PER_MINUTE": "2000",
    "OPEN_REQUESTS_PER_DAY": "200000",
    "OPEN_MEGABYTES_PER_DAY": "200",
    "TENANT_READER_ROLE_ARN": "arn:aws:iam::123456789012:role/reader",
    "TENANT_ERASER_ROLE_ARN": "arn:aws:iam::123456789012:role/eraser",
    "MASTER_SECRET_ID": "secret",
    "SECONDS_PER_CHARACTER": "0.05",
    "WORKER_TIMEOUT_SECONDS": "900",
}
# Each import of these without need makes every cold start slower.
_LEFT_OUT = {
    "ingest_api": (
        "pydantic",
        "google",
        "opentelemetry",
        "phonenumbers",
        "re2",
        "aws_xray_sdk",
        "domain.redaction.engine",
        "application.ports.log_repository",
        "entrypoints.settings",
        "sqlite3",
    ),
    "log_worker": (
        "pydantic",
        "phonenumbers",
        "aws_xray_sdk",
        "sqlite3",
        "aws_lambda_powertools.event_handler",
        "domain.api_key",
        "domain.query",
        "domain.quota",
        "application.authenticate_key",
        "application.ingest_logs",
        "application.ports.log_reader",
        "application.spend_allowance",
        "application.spend_quota",
    ),
    "read_api": (
        "phonenumbers",
        "re2",
        "aws_xray_sdk",
        "domain.redaction.engine",
        "sqlite3",
        "application.ingest_logs",
        "application.spend_allowance",
    ),
}


# When urllib3 compiles its expressions, the stack has 46 frames if `cold_start` imports it, and 79 if boto3 does.
_MOST_FRAMES = 60


@pytest.mark.parametrize("function", _LEFT_OUT)
def test_a_function_imports_only_what_it_needs(function: str) -> None:
    """Each function starts without the libraries that it does not need, and imports urllib3 with a short stack."""
    hidden = [
        name
        for name in _LEFT_OUT[function]
        if name in ("pydantic", "phonenumbers", "aws_xray_sdk", "google", "opentelemetry")
    ]
    code = (
        "import gc, sys, traceback\n"
        "class Hiding:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'urllib3.util.url': print(len(list(traceback.walk_stack(None))))\n"
        f"        if name.partition('.')[0] in {hidden!r}: raise ModuleNotFoundError(name)\n"
        "sys.meta_path.insert(0, Hiding())\n"
        f"import entrypoints.{function}\n"
        f"print([name for name in {_LEFT_OUT[function]!r} if sys.modules.get(name)])\n"
        "print(gc.isenabled(), gc.get_freeze_count() > 0)"
    )
    result = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]} | ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    frames, left_out, garbage = result.stdout.splitlines()
    assert int(frames) <= _MOST_FRAMES
    assert left_out == "[]"
    # After the start, garbage is collected again, but not among the objects that the start has created.
    assert garbage == "True True"
