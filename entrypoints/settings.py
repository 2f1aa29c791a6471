"""The settings of the embedded run."""

from dataclasses import dataclass
from pathlib import Path

from entrypoints.auth_mode import AuthMode
from entrypoints.log_format import LogFormat

# Lambda's longest timeout. The embedded run uses the same, so that both accept the same logs.
WORKER_TIMEOUT_SECONDS = 900


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
