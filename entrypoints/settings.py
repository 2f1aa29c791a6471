"""The settings of the embedded run, and their formats."""

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from entrypoints.auth_mode import AuthMode

# Lambda's longest timeout. The embedded run uses the same, so that both accept the same logs.
WORKER_TIMEOUT_SECONDS = 900

# Browsers send origins in lower case and without the default port of the scheme.
ORIGIN_PATTERN = re.compile(r"(https?)://([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?")
_OWN_PORTS = {"http": "80", "https": "443"}


class LogFormat(StrEnum):
    """The format of the embedded run's own log: `text` for people, with few lines under load; `json` for programs."""

    TEXT = "text"
    JSON = "json"


@dataclass(frozen=True)
class EmbeddedSettings:
    """The settings of the embedded run. On AWS the parameters of template.yaml replace them."""

    data_folder: Path = Path("data")
    port: int = 8000
    # The duration of the simulated work.
    seconds_per_character: float = 0.05
    # The number of batches that are processed at the same time.
    workers: int = 8
    auth_mode: AuthMode = AuthMode.OPEN
    # Whether missing state is created. Most commands refuse to create it.
    create_missing: bool = True
    # Whether a missing database or secret is replaced by a new one, instead of refusing to start.
    replace_missing: bool = False
    # The origins of web pages that may use the API, in addition to its own pages.
    allowed_origins: tuple[str, ...] = ()
    log_format: LogFormat = LogFormat.TEXT
    # Whether to open the console in a browser once the server answers.
    open_console: bool = False
    # The module of the backend (`entrypoints.containers.backend`). There is no flag for it, as there is only one.
    backend: str = "entrypoints.containers.embedded"


def parse_origins(text: str) -> tuple[str, ...]:
    """Read origins such as `https://logs.example.com` or `http://localhost:3000`, separated by commas.

    Raises ValueError for an invalid origin.
    """
    return tuple(_parse_origin(part.strip()) for part in text.split(",") if part.strip())


def _parse_origin(text: str) -> str:
    match = ORIGIN_PATTERN.fullmatch(text.lower())
    if match is None:
        raise ValueError(f"{text!r} is not an origin such as https://logs.example.com or http://localhost:3000")
    scheme, name, port = match.groups()
    return f"{scheme}://{name}" if port in (None, _OWN_PORTS[scheme]) else f"{scheme}://{name}:{port}"
