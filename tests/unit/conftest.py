"""Unit tests run where neither AWS libraries nor frameworks can be imported."""

import sys
from collections.abc import Iterator

import pytest

FORBIDDEN = ("boto3", "botocore", "aws_lambda_powertools", "dependency_injector", "pydantic", "moto", "uvicorn")


@pytest.fixture(autouse=True, scope="module")
def without_aws() -> Iterator[None]:
    """Hide the forbidden packages from a test module, and restore the imports of other tests afterwards."""
    names = [name for name in sys.modules if name.partition(".")[0] in FORBIDDEN]
    taken = {name: sys.modules.pop(name) for name in names}
    # None makes an import fail (https://docs.python.org/3/reference/import.html#the-module-cache).
    sys.modules.update(dict.fromkeys(FORBIDDEN))  # type: ignore[arg-type]  # typeshed knows modules only
    yield
    for name in FORBIDDEN:
        del sys.modules[name]
    sys.modules.update(taken)
