import json
from importlib.metadata import version
from itertools import product
from typing import Any

import pytest

from entrypoints.handlers.administration import Administration
from entrypoints.handlers.read import read_handler
from entrypoints.http.access import anyone
from entrypoints.http.openapi import make_document
from entrypoints.http.openapi_file import OPENAPI_FILE
from infrastructure.system.clock import SystemClock
from tests.entrypoints.aws_events import http_event
from tests.fakes.dead_letters import InMemoryDeadLetters
from tests.fakes.log_queue import InMemoryLogQueue
from tests.fakes.log_repository import InMemoryLogRepository
from tests.fakes.tenant_registry import InMemoryTenantRegistry
from tests.fakes.usage_counter import InMemoryUsageCounter
from tests.support.erasing import erasing_of
from tests.support.ingest_api import IngestApi
from tests.support.reading import reading_of

DOCUMENT: dict[str, Any] = json.loads(OPENAPI_FILE.read_text())
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
# Only the local server answers this path, which has a test of its own.
LOCAL = "/metrics"


def test_the_document_is_that_of_the_code() -> None:
    """The committed document is what `make openapi` writes."""
    assert OPENAPI_FILE.read_text() == make_document(), "Run `make openapi` and commit the result."


def test_the_document_has_the_packages_version() -> None:
    """The document has the version of the package."""
    assert DOCUMENT["info"]["version"] == version("aws-log-processor")


def test_the_document_is_served_as_it_is() -> None:
    """`GET /openapi.json` returns the committed file."""
    answer = IngestApi(InMemoryLogQueue()).handler(http_event("GET", "/openapi.json"), None)
    assert (answer["statusCode"], answer["headers"]["Content-Type"]) == (200, "application/json")
    assert answer["body"] == OPENAPI_FILE.read_text()


@pytest.mark.parametrize(("path", "method"), list(product(sorted(DOCUMENT["paths"].keys() - {LOCAL}), METHODS)))
def test_exactly_the_documented_methods_are_supported(path: str, method: str) -> None:
    """A documented route supports exactly the methods in the document, and answers 405 for all others."""
    repository = InMemoryLogRepository()
    handler = (
        read_handler(
            reading_of(repository, SystemClock()),
            erase_logs=lambda: erasing_of(repository, InMemoryTenantRegistry(), SystemClock()),
            administration=Administration(
                InMemoryTenantRegistry(), InMemoryUsageCounter(), InMemoryDeadLetters(), SystemClock()
            ),
            authenticate=anyone,
        )
        if path.startswith(("/tenants", "/console", "/dead-letters"))
        else IngestApi(InMemoryLogQueue()).handler
    )
    asked = path.format(tenant_id="acme", log_id="123", message_id="123")
    status = handler(http_event(method, asked, headers={"content-type": "text/plain"}, body="x"), None)["statusCode"]
    assert (status == 405) is (method.lower() not in DOCUMENT["paths"][path])
    if status != 405:
        assert str(status) in DOCUMENT["paths"][path][method.lower()]["responses"]
