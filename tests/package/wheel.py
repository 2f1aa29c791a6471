"""`make test-wheel`: the wheel, installed in an empty environment, serves, accepts a log and returns it redacted."""

import json
import shutil
import socket
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from tests.acceptance.client import Client
from tests.acceptance.polling import poll

_ROOT = Path(__file__).parents[2]
_PACKAGES = ("domain", "application", "infrastructure", "entrypoints")
_SECONDS = 60


def main() -> int:
    """Build, install and test. Return 0 if everything works."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wheel = _build(folder)
        venv.create(folder / "venv", with_pip=True)
        programs = folder / "venv" / "bin"
        _run(str(programs / "pip"), "install", "--quiet", "--disable-pip-version-check", f"{wheel}[embedded]")
        command = str(programs / "aws-log-processor")
        _run(command, "--version", cwd=folder)
        port = _free_port()
        served = [command, "serve", "--port", str(port), "--data", "data", "--seconds-per-character", "0"]
        with subprocess.Popen(served, cwd=folder, stdout=subprocess.DEVNULL) as server:  # noqa: S603 - our own program
            try:
                _try(Client(f"http://127.0.0.1:{port}"))
            finally:
                server.terminate()
    print(f"PASS: {wheel.name} serves, redacts, and has its console.")
    return 0


def _build(folder: Path) -> Path:
    """Build from a copy, because the build leaves files next to the sources."""
    source = folder / "source"
    for name in _PACKAGES:
        shutil.copytree(_ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(_ROOT / name, source)
    uv = Path(sys.executable).with_name("uv")
    # Not the first Python on the PATH, which may lack setuptools.
    build = [str(uv), "build", "--quiet", "--wheel", "--no-build-isolation", "--python", sys.executable]
    _run(*build, "--out-dir", str(folder), cwd=source)
    (wheel,) = folder.glob("*.whl")
    return wheel


def _run(*command: str, cwd: Path | None = None) -> None:
    subprocess.run(command, cwd=cwd, check=True)  # noqa: S603 - our own programs


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _try(client: Client) -> None:
    assert poll(lambda: client.get("/healthz").status == 200 or None, _SECONDS), "it does not serve"
    client.post_json({"tenant_id": "acme", "log_id": "1", "text": "User 555-0199 called"}).expect_status(202)
    found = poll(lambda: answer if (answer := client.get("/tenants/acme/logs/1")).status == 200 else None, _SECONDS)
    assert found, "the log is not stored"
    assert json.loads(found.body)["text"] == "User [PHONE] called"
    client.get("/openapi.json").expect_status(200)
    client.get("/console").expect_status(200)


if __name__ == "__main__":
    sys.exit(main())
