"""`make deploy`: ask for the settings, look at the account, build the packages, and deploy them with SAM."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

import boto3

from entrypoints.deployment.account import Account, AccountError
from entrypoints.deployment.packages import BUILT, architectures
from entrypoints.deployment.settings import (
    Settings,
    UnusableSettings,
    ask_for_settings,
    read_settings,
    write_settings,
)
from entrypoints.deployment.template import ROOT, Template, load_template

_SAM = ROOT / ".venv-sam" / "bin" / "sam"
# A stack in this state can only be deleted. Its resources are gone already.
_FAILED_FIRST_CREATE = "ROLLBACK_COMPLETE"


class CannotDeploy(Exception):
    """The message says why, and what to do."""


def main(arguments: list[str] | None = None) -> int:
    """Deploy; returns 0 when done, 1 when SAM fails, 2 when something must be settled first."""
    parser = argparse.ArgumentParser(prog="make deploy", description=__doc__)
    parser.add_argument("--config-file", type=Path, default=ROOT / "samconfig.toml", help="default samconfig.toml")
    chosen, for_sam = parser.parse_known_args(arguments)
    try:
        return _deploy(chosen.config_file.absolute(), for_sam)
    except (CannotDeploy, UnusableSettings, AccountError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 2


def _deploy(config_file: Path, for_sam: list[str]) -> int:
    template = load_template()
    if any("Architecture=" in argument for argument in for_sam):
        raise CannotDeploy(f"The processor is chosen in {config_file.name}, for the build and the deployment alike.")
    if not config_file.exists():
        _ask(template, config_file)
    settings = read_settings(config_file)
    account = Account(settings)
    check(template, settings, account)
    architecture = _parameter(template, settings, "Architecture")
    if _run("make", "--silent", "build", f"ARCHITECTURE={architecture}"):
        raise CannotDeploy("The packages could not be built, and nothing was deployed.")
    check_packages(ROOT / BUILT, architecture)
    if _run(str(_SAM), "deploy", "--config-file", str(config_file), *for_sam):
        print("\nThe stack is as it was. Once the cause is mended, `make deploy` tries again.", file=sys.stderr)
        return 1
    _tell(account, settings)
    return 0


def _run(*command: str) -> int:
    return subprocess.run(command, cwd=ROOT, check=False).returncode  # noqa: S603 - our own Makefile, and SAM


def _ask(template: Template, config_file: Path) -> None:
    print("The first deployment. Enter takes what stands in brackets.\n")
    suggested = {"Architecture": os.environ["ARCHITECTURE"]} if os.environ.get("ARCHITECTURE") else {}
    try:
        settings = ask_for_settings(template, region=boto3.Session().region_name, suggested=suggested, ask=input)
    except EOFError:
        raise CannotDeploy(f"Nobody answers. Write {config_file} first, or run `make deploy` in a terminal.") from None
    write_settings(config_file, settings)
    print(f"\nWritten to {config_file.name}, where later deployments find it.\n")


def check(template: Template, settings: Settings, account: Account) -> None:
    """Say what the account has room for. Raises CannotDeploy where a deployment would fail or serve nobody."""
    runs, workers = account.concurrent_runs(), int(_parameter(template, settings, "WorkerMaximumConcurrency"))
    print(f"This account runs {runs:,} functions at the same time. The worker takes up to {workers:,} of them.")
    if workers >= runs:
        raise CannotDeploy(
            "That leaves none for the requests, which would be answered 503. Ask for more in Service Quotas (Lambda, "
            f'"Concurrent executions"), or set WorkerMaximumConcurrency below {runs:,} in samconfig.toml.'
        )
    if workers * 2 > runs:
        print("That leaves few for the requests. Ask for more in Service Quotas before real traffic comes.")
    status = account.stack_status()
    if status == _FAILED_FIRST_CREATE:
        print(f"The first try left {settings.stack} in {status}, with nothing in it. It is deleted first.")
        account.delete_stack()
        status = None
    if status is None and (kept := account.kept()):
        raise CannotDeploy(
            f"A stack that is gone has left {', '.join(kept)}. docs/runbook.md says how a new stack takes them over "
            '("Deploying onto kept resources"). To leave them alone, choose another NamePrefix in samconfig.toml.'
        )


def check_packages(built: Path, architecture: str) -> None:
    """Raise CannotDeploy where the packages are for another processor."""
    if (found := architectures(built)) != {architecture}:
        raise CannotDeploy(f"The packages are for {', '.join(sorted(found))}, the functions for {architecture}.")


def _parameter(template: Template, settings: Settings, name: str) -> str:
    return settings.parameters.get(name) or str(template["Parameters"][name]["Default"])


def _tell(account: Account, settings: Settings) -> None:
    outputs = account.outputs()
    region = f"AWS_DEFAULT_REGION={settings.region} " if settings.region else ""
    prefix = settings.parameters.get("NamePrefix", "")
    print(f"\n{outputs['WhoMaySend']}\n\nA first log to send:\n\n    {outputs['IngestCurl']}")
    print(
        "\nA key to read it with, which is shown once:\n\n"
        f"    {region}.venv/bin/python -m entrypoints.cli tenants create acme --table {outputs['TenantsTableName']}\n\n"
        "Reading it, and checking what only a deployed stack can show:\n\n"
        f"    curl {outputs['ApiEndpoint']}/tenants/acme/logs -H 'Authorization: Bearer KEY'\n"
        f"    {region}make smoke ENDPOINT={outputs['ApiEndpoint']} KEY=KEY ARGS=\"--tenant acme --prefix '{prefix}'\""
    )


if __name__ == "__main__":
    sys.exit(main())
