"""`erase`: delete logs of a tenant permanently."""

import argparse
import json
import os
import sys
from typing import TYPE_CHECKING

from application.ports.storage import UnusableStorage
from domain.errors import CallerError
from entrypoints.cli.arguments import add_data_folder, tenant_id
from entrypoints.cli.output import ask, fail, print_line, show_progress, tell
from entrypoints.cli.remote.address import url
from entrypoints.cli.remote.filters import moment
from entrypoints.cli.stack import add_stack
from entrypoints.printable import counted

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from application.erase_logs import EraseLogs
    from domain.erasure import Erasure, ErasureReceipt
    from entrypoints.cli.erasing import Erasing

_EXAMPLES = """examples:
  aws-log-processor erase --tenant acme                        # everything that was received until now
  aws-log-processor erase --tenant acme --log-id order-1234
  aws-log-processor erase --tenant acme --containing - --kind EMAIL    # a person's, if the policy makes pseudonyms
  aws-log-processor erase --tenant acme --url https://id.execute-api.eu-west-1.amazonaws.com   # with LOG_PROCESSOR_KEY
  aws-log-processor erase --tenant acme --since 2026-11-01T00:00:00Z --until 2026-11-02T00:00:00Z

The command says how many logs it will delete, and asks for confirmation. For 22 days, the worker drops selected logs
that are still queued. The receipt is printed; for a data folder it is also appended to erasures.ndjson. On AWS the
command needs permission to read and change the tables and the dead-letter queue, and to read the master secret.
"""


def add_to(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "erase",
        help="delete a tenant's logs permanently, including queued ones",
        description="Delete logs of a tenant permanently, from the store, the queue and the dead letters, also while "
        "the server runs. Logs that are received afterwards are not affected.",
        epilog=_EXAMPLES,
    )
    parser.add_argument("--tenant", type=tenant_id, required=True, metavar="TENANT", help="whose logs")
    which = parser.add_argument_group("which logs (default: all that were received until now)")
    which.add_argument("--log-id", type=_log_id, metavar="ID", help="with this id, and its conflicts")
    which.add_argument("--since", type=moment, metavar="WHEN", help="from this time on: 2h or 7d (ago), or RFC 3339")
    which.add_argument("--until", type=moment, metavar="WHEN", help="before this time")
    which.add_argument(
        "--containing",
        metavar="VALUE",
        help="that contained this value before it was replaced by a pseudonym; - reads it from standard input",
    )
    which.add_argument("--kind", metavar="KIND", help="the kind of the value: EMAIL, PHONE …")
    where = parser.add_argument_group("where the logs are")
    add_data_folder(where, "the data folder of the embedded run, also while it runs")
    add_stack(where)
    where.add_argument("--url", type=url, metavar="URL", help="the URL of a server, to erase over HTTP with --key")
    where.add_argument(
        "--key",
        default=os.environ.get("LOG_PROCESSOR_KEY") or None,
        metavar="KEY",
        help="an administrator's key, or the tenant's if it may erase; safer in the environment [LOG_PROCESSOR_KEY]",
    )
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--json", action="store_true", help="print the receipt as JSON")
    parser.set_defaults(run=_checked)


def _log_id(text: str) -> str:
    from domain.erasure import check_selected_id  # noqa: PLC0415 - not needed for --help

    try:
        return check_selected_id(text)
    except CallerError as error:
        raise argparse.ArgumentTypeError(error.detail) from None


def _checked(chosen: argparse.Namespace) -> int:
    if (chosen.containing is None) != (chosen.kind is None):
        return fail("--containing needs --kind, and --kind needs --containing.", code=2)
    return _run(chosen) if chosen.url is None else _erase_over_http(chosen)


def _run(chosen: argparse.Namespace) -> int:
    from domain.erasure import InvalidErasure  # noqa: PLC0415 - not needed for --help
    from domain.errors import PassingError  # noqa: PLC0415 - as above
    from entrypoints.cli.erasing import opened_erasing  # noqa: PLC0415 - as above

    try:
        with opened_erasing(chosen) as erasing:
            erasure = _erasure(chosen, erasing)
            if not chosen.yes and not _is_meant(chosen, erasing.erase_logs, erasure):
                return fail("nothing was erased.")
            receipt = erasing.erase(chosen.tenant, erasure, _progress)
    except (InvalidErasure, UnusableStorage) as error:
        return fail(error)
    except CallerError as error:
        return fail(error.detail.removeprefix("values: "))
    except PassingError as error:
        return fail(f"the logs are not all erased ({error.reason}). Run the command again: it continues with the rest.")
    if sys.stderr.isatty():
        tell("")
    if chosen.json:
        print_line(json.dumps(receipt.as_document()))
    else:
        _tell_receipt(receipt)
    return 0


def _erasure(chosen: argparse.Namespace, erasing: "Erasing") -> "Erasure":
    from domain.erasure import Selection  # noqa: PLC0415 - not needed for --help
    from domain.timestamps import parse_nanoseconds  # noqa: PLC0415 - as above

    since, until = (None if text is None else parse_nanoseconds(text) for text in (chosen.since, chosen.until))
    value = _value(chosen)
    placeholders = () if value is None else erasing.placeholders(chosen.tenant, chosen.kind, value)
    return erasing.erase_logs.new(Selection(chosen.log_id, since, until, placeholders))


def _value(chosen: argparse.Namespace) -> str | None:
    """Return the value of --containing. From standard input it gets into no list of processes and no shell history."""
    return sys.stdin.readline().rstrip("\r\n") if chosen.containing == "-" else chosen.containing


def _erase_over_http(chosen: argparse.Namespace) -> int:
    from entrypoints.cli.remote.erase import erase_over_http  # noqa: PLC0415 - as above
    from entrypoints.cli.remote.server import Refused, Unreachable  # noqa: PLC0415 - as above

    value = _value(chosen)
    tell(f"This permanently deletes the selected logs of {chosen.tenant},")
    if not chosen.yes and not _is_confirmed(chosen):
        return fail("nothing was erased.")
    try:
        receipt = erase_over_http(chosen, value)
    except (Refused, Unreachable) as error:
        return fail(error)
    if sys.stderr.isatty():
        tell("")
    if chosen.json:
        print_line(json.dumps(receipt))
    else:
        print_line(f"Erased of {chosen.tenant}: {counted(receipt['deleted']['logs'], 'log')}.")
        print_line(f"Receipt {receipt['erasure']['id']}, {receipt['finished_at']}, by {receipt['requested_by']}.")
    return 0


def _is_meant(chosen: argparse.Namespace, erase_logs: "EraseLogs", erasure: "Erasure") -> bool:
    logs = counted(erase_logs.count(chosen.tenant, erasure), "stored log")
    tell(f"This permanently deletes {logs} of {chosen.tenant},")
    return _is_confirmed(chosen)


def _is_confirmed(chosen: argparse.Namespace) -> bool:
    tell("and selected logs that are still queued.")
    if not sys.stdin.isatty():
        tell("Confirm with --yes: standard input is not a terminal.")
        return False
    ask("Type the tenant's id to confirm: ")
    return bool(sys.stdin.readline().strip() == chosen.tenant)


def _progress(what: str, number: int) -> None:
    if sys.stderr.isatty():
        show_progress(f"{what}{f': {number:,}' if number else ''}".ljust(60))


def _tell_receipt(receipt: "ErasureReceipt") -> None:
    document = receipt.as_document()
    logs, letters = counted(receipt.logs, "log"), counted(receipt.dead_letters or 0, "dead letter")
    print_line(f"Erased of {receipt.tenant_id}: {logs}, {letters}")
    if receipt.messages is not None:
        print_line(f"and {counted(receipt.messages, 'message')} of the queue.")
    if receipt.letters_left:
        tell(f"{counted(receipt.letters_left, 'dead letter')} with other logs remain: `dlq redrive` stores only those.")
    print_line(f"Receipt {document['erasure']['id']}, {document['finished_at']}, by {receipt.requested_by}.")
