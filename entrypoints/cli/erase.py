"""`erase`: make the pipeline forget."""

import argparse
import json
import os
import sys
from typing import TYPE_CHECKING

from domain.errors import CallerError
from entrypoints.cli.arguments import add_data_folder, tenant_id
from entrypoints.cli.output import ask, fail, print_line, show_progress, tell
from entrypoints.cli.remote.address import url
from entrypoints.cli.remote.filters import moment
from entrypoints.cli.stack import add_stack

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from application.erase_logs import EraseLogs
    from domain.erasure import Erasure, ErasureReceipt
    from entrypoints.cli.erasing import Erasing

_EXAMPLES = """examples:
  aws-log-processor erase --tenant acme                        # everything that was received until now
  aws-log-processor erase --tenant acme --log-id order-1234
  aws-log-processor erase --tenant acme --containing - --kind EMAIL    # a person's, where the policy keeps tags
  aws-log-processor erase --tenant acme --url https://id.execute-api.eu-west-1.amazonaws.com   # with LOG_PROCESSOR_KEY
  aws-log-processor erase --tenant acme --since 2026-11-01T00:00:00Z --until 2026-11-02T00:00:00Z

It says what it would delete, and asks. Logs of the tenant that are still on their way are dropped when they come to be
stored, for 22 days. The receipt is printed; in a data folder it is kept in erasures.ndjson as well. On AWS it needs the
rights to read and change the tables and the dead-letter queue, and to read the master secret.
"""


def add_to(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "erase",
        help="delete a tenant's logs for good, also those on their way",
        description="Delete logs of a tenant for good: from the store, the queue and the dead letters, also while the "
        "server runs. What is received afterwards is untouched.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--tenant", type=tenant_id, required=True, metavar="TENANT", help="whose logs")
    which = parser.add_argument_group("which logs (default: all that were received until now)")
    which.add_argument("--log-id", type=_log_id, metavar="ID", help="of this id, and what was sent under it besides")
    which.add_argument(
        "--since", type=moment, metavar="WHEN", help="that happened from then on: 2h, 7d ago, or RFC 3339"
    )
    which.add_argument("--until", type=moment, metavar="WHEN", help="that happened before then")
    which.add_argument(
        "--containing",
        metavar="VALUE",
        help="in which this value stood before it was replaced by a tag; - reads it from standard input",
    )
    which.add_argument("--kind", metavar="KIND", help="of which kind the value is: EMAIL, PHONE …")
    where = parser.add_argument_group("where the logs are")
    add_data_folder(where, "of the embedded run, also while it runs")
    add_stack(where)
    where.add_argument("--url", type=url, metavar="URL", help="of a server or an endpoint, over HTTP and with --key")
    where.add_argument(
        "--key",
        default=os.environ.get("LOG_PROCESSOR_KEY") or None,
        metavar="KEY",
        help="an administrator's, or the tenant's where it may erase; better in the environment [LOG_PROCESSOR_KEY]",
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
        return fail("--containing and --kind belong together.", code=2)
    return _run(chosen) if chosen.url is None else _erase_over_http(chosen)


def _run(chosen: argparse.Namespace) -> int:
    from domain.erasure import InvalidErasure  # noqa: PLC0415 - not needed for --help
    from domain.errors import PassingError  # noqa: PLC0415 - as above
    from entrypoints.cli.erasing import CannotErase, opened_erasing  # noqa: PLC0415 - as above

    try:
        with opened_erasing(chosen) as erasing:
            erasure = _erasure(chosen, erasing)
            if not chosen.yes and not _is_meant(chosen, erasing.erase_logs, erasure):
                return fail("nothing was erased.")
            receipt = erasing.erase(chosen.tenant, erasure, _progress)
    except (InvalidErasure, CannotErase) as error:
        return fail(error)
    except CallerError as error:
        return fail(error.detail.removeprefix("values: "))
    except PassingError as error:
        return fail(f"it could not be finished ({error.reason}). Call it again: it goes on with what is left.")
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
    """The value that the logs are to contain; from standard input it is in no list of processes, and no history."""
    return sys.stdin.readline().rstrip("\r\n") if chosen.containing == "-" else chosen.containing


def _erase_over_http(chosen: argparse.Namespace) -> int:
    from entrypoints.cli.remote.erase import erase_over_http  # noqa: PLC0415 - as above
    from entrypoints.cli.remote.server import Refused, Unreachable  # noqa: PLC0415 - as above

    value = _value(chosen)
    tell(f"This deletes the selected logs of {chosen.tenant} for good,")
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
        print_line(f"Erased of {chosen.tenant}: {receipt['deleted']['logs']:,} logs.")
        print_line(f"Receipt {receipt['erasure']['id']}, {receipt['finished_at']}, by {receipt['requested_by']}.")
    return 0


def _is_meant(chosen: argparse.Namespace, erase_logs: "EraseLogs", erasure: "Erasure") -> bool:
    tell(f"This deletes {erase_logs.count(chosen.tenant, erasure):,} stored logs of {chosen.tenant} for good,")
    return _is_confirmed(chosen)


def _is_confirmed(chosen: argparse.Namespace) -> bool:
    tell("and those of them that are still on their way.")
    if not sys.stdin.isatty():
        tell("Nobody can be asked here: give --yes if it is meant.")
        return False
    ask("Type the tenant's name to go on: ")
    return bool(sys.stdin.readline().strip() == chosen.tenant)


def _progress(what: str, number: int) -> None:
    if sys.stderr.isatty():
        show_progress(f"{what}{f': {number:,}' if number else ''}".ljust(60))


def _tell_receipt(receipt: "ErasureReceipt") -> None:
    document = receipt.as_document()
    print_line(f"Erased of {receipt.tenant_id}: {receipt.logs:,} logs, {receipt.dead_letters:,} dead letters")
    if receipt.messages is not None:
        print_line(f"and {receipt.messages:,} messages of the queue.")
    if receipt.letters_left:
        tell(f"{receipt.letters_left:,} dead letters hold other logs, too: `dlq redrive` stores those alone.")
    print_line(f"Receipt {document['erasure']['id']}, {document['finished_at']}, by {receipt.requested_by}.")
