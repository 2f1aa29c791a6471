"""`make deploy`: ask for the settings, check the account, build the packages, and deploy them with SAM."""

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
    """The stack cannot be deployed. The message says why, and what to do."""


def main(arguments: list[str] | None = None) -> int:
    """Deploy. Return 0 for success, 1 if SAM fails, and 2 if the user must change something first."""
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
        raise CannotDeploy(f"Set Architecture in {config_file.name}: build and deployment must use the same one.")
    if not config_file.exists():
        _ask(template, config_file)
    settings = read_settings(config_file)
    account = Account(settings)
    check(template, settings, account)
    architecture = _parameter(template, settings, "Architecture")
    if _run("make", "--silent", "build", f"ARCHITECTURE={architecture}"):
        raise CannotDeploy("The packages could not be built. Nothing was deployed.")
    check_packages(ROOT / BUILT, architecture)
    if _run(str(_SAM), "deploy", "--config-file", str(config_file), *for_sam):
        print("\nThe stack is unchanged. Fix the cause, then run `make deploy` again.", file=sys.stderr)
        return 1
    _print_next_steps(account, settings)
    return 0


def _run(*command: str) -> int:
    return subprocess.run(command, cwd=ROOT, check=False).returncode  # noqa: S603 - our own Makefile, and SAM


def _ask(template: Template, config_file: Path) -> None:
    print("This is the first deployment. Press Enter to accept the value in brackets.\n")
    suggested = {"Architecture": os.environ["ARCHITECTURE"]} if os.environ.get("ARCHITECTURE") else {}
    try:
        settings = ask_for_settings(template, region=boto3.Session().region_name, suggested=suggested, ask=input)
    except EOFError:
        raise CannotDeploy(f"Run `make deploy` in a terminal to answer questions, or write {config_file}.") from None
    write_settings(config_file, settings)
    print(f"\nThe answers are in {config_file.name}. Later deployments use them and ask nothing.\n")


def check(template: Template, settings: Settings, account: Account) -> None:
    """Print the account's concurrency. Raises CannotDeploy if the deployment would fail or serve no requests."""
    runs, workers = account.concurrent_runs(), int(_parameter(template, settings, "WorkerMaximumConcurrency"))
    print(f"This account can run {runs:,} functions at the same time. The worker uses up to {workers:,} of them.")
    if workers >= runs:
        raise CannotDeploy(
            "None remain for requests, which would be answered with 503. Request a higher quota in Service Quotas "
            f'(Lambda, "Concurrent executions"), or set WorkerMaximumConcurrency below {runs:,} in samconfig.toml.'
        )
    if workers * 2 > runs:
        print("Few remain for requests. Request a higher quota in Service Quotas before you send real traffic.")
    status = account.stack_status()
    if status == _FAILED_FIRST_CREATE:
        print(f"The first deployment failed and left an empty stack ({status}). Deleting {settings.stack} …")
        account.delete_stack()
        status = None
    if status is None and (kept := account.kept()):
        raise CannotDeploy(
            f"A deleted stack has left {', '.join(kept)}. To use them in the new stack, see docs/runbook.md "
            '("Deploying onto kept resources"). To leave them alone, choose another NamePrefix in samconfig.toml.'
        )


def check_packages(built: Path, architecture: str) -> None:
    """Raise CannotDeploy if the packages were built for another processor."""
    if (found := architectures(built)) != {architecture}:
        raise CannotDeploy(f"The packages are for {', '.join(sorted(found))}, but the functions use {architecture}.")


def _parameter(template: Template, settings: Settings, name: str) -> str:
    return settings.parameters.get(name) or str(template["Parameters"][name]["Default"])


def _print_next_steps(account: Account, settings: Settings) -> None:
    outputs = account.outputs()
    region = f"AWS_DEFAULT_REGION={settings.region} " if settings.region else ""
    prefix = settings.parameters.get("NamePrefix", "")
    print(f"\n{outputs['WhoMaySend']}\n\nSend a first log:\n\n    {outputs['IngestCurl']}")
    print(
        "\nCreate a key to read it with. The key is shown once:\n\n"
        f"    {region}.venv/bin/python -m entrypoints.cli tenants create acme --table {outputs['TenantsTableName']}\n\n"
        "Read the log, and check the deployed stack:\n\n"
        f"    curl {outputs['ApiEndpoint']}/tenants/acme/logs -H 'Authorization: Bearer KEY'\n"
        f"    {region}make smoke ENDPOINT={outputs['ApiEndpoint']} KEY=KEY ARGS=\"--tenant acme --prefix '{prefix}'\""
    )


if __name__ == "__main__":
    sys.exit(main())
