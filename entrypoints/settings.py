"""What an installation can choose."""

from dataclasses import dataclass
from pathlib import Path

from entrypoints.auth_mode import AuthMode
from entrypoints.log_format import LogFormat

# Lambda's longest, and the same on one machine, so that both accept the same logs.
WORKER_TIMEOUT_SECONDS = 900


@dataclass(frozen=True)
class EmbeddedSettings:
    """The settings of the embedded run. On AWS the parameters of template.yaml take their place."""

    data_folder: Path = Path("data")
    port: int = 8000
    # Of the simulated work.
    seconds_per_character: float = 0.05
    # How many batches are worked at the same time.
    workers: int = 8
    auth_mode: AuthMode = AuthMode.OPEN
    # Whether a database or secret that has been lost is made anew, empty, instead of refusing to start.
    replace_missing: bool = False
    # Of web pages that may use the API, besides its own.
    allowed_origins: tuple[str, ...] = ()
    log_format: LogFormat = LogFormat.TEXT
    # Whether the console is opened in a browser once the server answers.
    open_console: bool = False
    # The module that opens what keeps the state (`entrypoints.containers.backend`). No flag: there is one backend.
    backend: str = "entrypoints.containers.embedded"
