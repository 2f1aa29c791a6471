"""The verification as a script: it checks the same laws as under pytest, and prints each."""

import inspect
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.acceptance.client import Client
from tests.acceptance.expectation import CheckFailed, NotAvailable
from tests.acceptance.load import LoadPlan, LoadResult, await_stored, send_load
from tests.acceptance.local_server import LocalServer, ServerFailed
from tests.acceptance.options import Options, parse_options
from tests.acceptance.report import Report
from tests.acceptance.stored_logs import ApiStoredLogs, StoredLogs, TableStoredLogs
from tests.acceptance.target import Target

Law = Callable[..., None]
"""A test function: its docstring is the law, its parameter (`target` or `load`) is named as the fixture is."""

_PASSED, _FAILED, _UNUSABLE, _INTERRUPTED = 0, 1, 2, 130


class Unusable(Exception):
    """The verification cannot run. The message says why, and what to do."""


def main(laws: Mapping[str, Law], arguments: list[str] | None = None) -> int:
    """Check every law and return the exit code."""
    options = parse_options(arguments)
    report = Report()
    try:
        passed = _verify(laws, options, report)
    except (Unusable, ServerFailed) as failure:
        sys.stderr.write(f"The verification could not run: {failure}\n")
        return _UNUSABLE
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted: no result.\n")
        return _INTERRUPTED
    return _PASSED if passed else _FAILED


def _verify(laws: Mapping[str, Law], options: Options, report: Report) -> bool:
    if options.endpoint:
        reading = f"; stored logs are read from the table {options.table}" if options.table else ""
        report.say(f"Verifying {options.endpoint}{reading}")
        target = _target(options, options.endpoint)
        success = _prove(laws, target, options.plan, report)
        return report.verdict(success, _advice(target, options))
    with _folder_kept_if_failed(report) as folder, LocalServer(folder, options.seconds_per_character) as server:
        report.say(f"Verifying a local server at {server.endpoint}")
        success = _prove(laws, _target(options, server.endpoint), options.plan, report)
        report.check("The local server stops within 15 s of an interrupt, with exit code 0.", server.stop)
        return report.verdict(success, f"To investigate: the server's output and data are in {folder}")


def _target(options: Options, endpoint: str) -> Target:
    """Return the installation. Raises Unusable if it does not answer, or if stored logs cannot be read."""
    client = Client(endpoint, options.plan.connections)
    try:
        client.get("/healthz")
        stored = _stored_logs(options, client)
    except NotAvailable as failure:
        raise Unusable(f"{failure}. Is it running, and is the URL right?") from None
    return Target(client, stored, patience=options.plan.drain_seconds)


def _stored_logs(options: Options, client: Client) -> StoredLogs:
    if options.table:
        try:
            return TableStoredLogs.connect(options.table)
        except CheckFailed as failure:
            raise Unusable(f"{failure}. Are the table's name, AWS_DEFAULT_REGION and the credentials right?") from None
    if client.get("/tenants/verify/logs?limit=1").status == 404:
        raise Unusable(f"{client.endpoint} has no read routes: for a deployed stack, set --table.")
    return ApiStoredLogs(client)


def _prove(laws: Mapping[str, Law], target: Target, plan: LoadPlan, report: Report) -> str:
    """Check every law; return the final message if all hold."""
    of_load = [law for law in laws.values() if "load" in inspect.signature(law).parameters]
    report.say(f"The tenants of this run are named {target.tenant('…')}")
    report.say()
    for law in laws.values():
        if law not in of_load:
            report.check(_told(law), partial(law, target))
    report.say()
    load = _load(target, plan, report)
    if load is None:
        return ""
    report.load_summary(load)
    for law in of_load:
        report.check(_told(law), partial(law, load))
    return (
        f"{len(load.accepted):,} logs were accepted at {load.accepted_per_minute:,.0f} a minute and stored "
        f"{load.stored_after or 0:.1f} s after the last 202: each once, redacted, and under its own tenant."
    )


def _load(target: Target, plan: LoadPlan, report: Report) -> LoadResult | None:
    report.say(
        f"Load: {plan.logs:,} logs of {plan.characters:,} characters in {plan.seconds:g} s, for {plan.tenants} tenants"
    )
    with report.progress("sending", "accepted", plan.logs) as progress:
        sent = send_load(target, plan, progress)
    accepted = sum(log.accepted for log in sent)
    try:
        with report.progress("storing", "stored", accepted) as progress:
            return await_stored(target, plan, sent, lambda stored: progress(stored, stored))
    except CheckFailed as failure:
        report.load_summary(LoadResult(plan, sent, {}, None))
        report.fail("The logs of the load can be listed.", str(failure))
        return None


def _told(law: Law) -> str:
    return " ".join((inspect.getdoc(law) or law.__name__).split())


def _advice(target: Target, options: Options) -> str:
    where = f"Query the table {options.table} for" if options.table else f"GET {options.endpoint}/tenants/…/logs of"
    return (
        f"To investigate: {where} the tenants named {target.tenant('…')}, read the dead-letter queue, and search the "
        f"functions' log lines for those tenants' ids."
    )


@contextmanager
def _folder_kept_if_failed(report: Report) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="aws-log-processor-verify-"))
    try:
        yield folder
    except ServerFailed:
        # The message refers to the server's output.
        raise
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    if not report.failed:
        shutil.rmtree(folder, ignore_errors=True)
