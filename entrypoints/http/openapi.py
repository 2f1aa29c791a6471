"""Creates the OpenAPI document of the API from the models of requests and answers. `make openapi` writes it to a file.

The API serves the file, so that no function has to create the document. A test checks that the file is current.
"""

import json
import tomllib
from pathlib import Path

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from entrypoints.http.administration_models import (
    DeadLetterPage,
    NewKey,
    PreviewedRedaction,
    RedrivenDeadLetters,
    ShownDeadLetter,
    ShownPolicy,
    TenantList,
)
from entrypoints.http.models import (
    Accepted,
    Access,
    BatchAccepted,
    BatchError,
    ErasedLogs,
    Facets,
    FollowedLogs,
    FoundLog,
    Health,
    Histogram,
    IngestRequest,
    LogPage,
    NeighbouringLogs,
    Problem,
    Readiness,
)
from entrypoints.http.openapi_file import OPENAPI_FILE
from entrypoints.http.openapi_parts import (
    Document,
    header_of,
)
from entrypoints.http.openapi_reading import reading_paths
from entrypoints.http.openapi_sending import sending_paths
from entrypoints.http.openapi_service import service_paths

_MODELS: tuple[type[BaseModel], ...] = (
    Access,
    Accepted,
    BatchAccepted,
    BatchError,
    DeadLetterPage,
    ErasedLogs,
    Facets,
    FollowedLogs,
    FoundLog,
    Health,
    Histogram,
    IngestRequest,
    LogPage,
    NeighbouringLogs,
    NewKey,
    PreviewedRedaction,
    Problem,
    Readiness,
    RedrivenDeadLetters,
    ShownDeadLetter,
    ShownPolicy,
    TenantList,
)


def _version() -> str:
    """Return the version in pyproject.toml. The document is only created in a checkout."""
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
    return str(project["version"])


def make_document() -> str:
    """Return the OpenAPI document for the models of this version."""
    _, definitions = models_json_schema(
        [(model, "serialization" if model is not IngestRequest else "validation") for model in _MODELS],
        ref_template="#/components/schemas/{model}",
    )
    document: Document = {
        "openapi": "3.1.0",
        "info": {
            "title": "aws-log-processor",
            "version": _version(),
            "description": "Receives the logs of many tenants, redacts personal data and stores each tenant's logs "
            "separately.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "paths": {**sending_paths(), **reading_paths(), **service_paths()},
        "components": {
            "schemas": definitions["$defs"],
            "headers": {
                "X-Request-Id": header_of(
                    "The X-Request-Id of the request if it is well-formed, otherwise a generated one.", minLength=1
                ),
                "Retry-After": header_of("The seconds to wait before trying again.", pattern="^[0-9]+$"),
                "Allow": header_of("The methods that the route supports."),
                "WWW-Authenticate": header_of("The required authentication.", const="Bearer"),
                "RateLimit-Policy": header_of("The tenant's quota, if it has one.", required=False),
                "X-Complete": header_of("`complete` of a page that is sent as lines.", required=False),
                "X-Next-Cursor": header_of("`next_cursor` of a page that is sent as lines.", required=False),
                "RateLimit": header_of("The remaining quota, and the seconds until it is renewed.", required=False),
            },
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A tenant's API key, if the installation requires keys.",
                }
            },
        },
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    OPENAPI_FILE.write_text(make_document(), encoding="utf-8")
