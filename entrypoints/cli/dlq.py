"""`dlq`: list and show messages that could not be processed, and queue them again."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from application.ports.dead_letters import DeadLetters
from application.ports.storage import UnusableStorage
from domain.errors import PassingError
from entrypoints.cli.arguments import add_data_folder, tenant_id, whole_number
from entrypoints.cli.output import fail, print_json, print_line, show_progress, tell
from entrypoints.cli.stack import add_stack, is_on_aws, open_stack
from entrypoints.cli.state import opened_state
from entrypoints.printable import counted
from entrypoints.shown_dead_letter import about, log_ids, redacted

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    Actions = _SubParsersAction[argparse.ArgumentParser]

_EXAMPLES = """examples:
  aws-log-processor dlq list
  aws-log-processor dlq show 0b1f6a3e-8f0e-4c43-9d0e-2f1d8f3a7c55    # an id from the list
  aws-log-processor dlq redrive --tenant acme --prefix my-stack      # on AWS
"""
_MOST_SHOWN = 50
_MOST_LISTED = 10_000
_UNREADABLE = "unreadable"


def add_to(commands: "Actions") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "dlq",
        help="list and show dead letters, and queue them again",
        description="List and show messages that could not be processed, and queue them again after you have fixed the "
        "cause. Their contents are shown redacted. A log that is queued twice is stored once.",
        epilog=_EXAMPLES,
    )
    actions = parser.add_subparsers(title="actions", required=True, metavar="ACTION")
    listing = _action(actions, "list", _list, "list dead letters; on AWS only a sample")
    listing.add_argument("--json", action="store_true", help="print one JSON object per line")
    listing.add_argument(
        "--most",
        type=whole_number(1, _MOST_LISTED),
        default=_MOST_SHOWN,
        metavar="N",
        help=f"list at most N (default {_MOST_SHOWN})",
    )
    show = _action(actions, "show", _show, "show the contents of a dead letter, redacted")
    show.add_argument("message_id", metavar="MESSAGE")
    redrive = _action(actions, "redrive", _redrive, "queue dead letters again")
    redrive.add_argument("--tenant", type=tenant_id, metavar="TENANT", help="only those of this tenant (default: all)")


def _action(
    actions: "Actions", name: str, run: Callable[[argparse.Namespace, DeadLetters], int], text: str
) -> argparse.ArgumentParser:
    parser = actions.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
    where = parser.add_argument_group("where the dead letters are")
    add_data_folder(where, "the data folder of the embedded run, also while it runs")
    add_stack(where)
    parser.set_defaults(run=lambda chosen: _run(run, chosen))
    return parser


def _run(action: Callable[[argparse.Namespace, DeadLetters], int], chosen: argparse.Namespace) -> int:
    try:
        with _opened(chosen) as dead_letters:
            return action(chosen, dead_letters)
    except UnusableStorage as error:
        return fail(error)
    except PassingError as error:
        return fail(f"the queue did not answer ({error.reason}). Run the command again: it continues with the rest.")


def _list(chosen: argparse.Namespace, dead_letters: DeadLetters) -> int:
    letters = dead_letters.sample(chosen.most)
    for letter in letters:
        ids = log_ids(letter)
        if chosen.json:
            print_json(about(letter) | {"log_ids": ids})
        else:
            *_, sent_at, reason = about(letter).values()
            tenant, logs = letter.tenant_id or "-", ", ".join(each or _UNREADABLE for each in ids) or _UNREADABLE
            print_line(f"{letter.message_id}  {sent_at}  {tenant:<20} {reason:<24} {logs}")
    kept = dead_letters.count()
    # `sample` may return only some of them, and on AWS the count is approximate.
    sample = f"; a sample of about {kept:,}" if is_on_aws(chosen) or kept > len(letters) else ""
    tell(f"{counted(len(letters), 'dead letter')}{sample}.")
    return 0


def _show(chosen: argparse.Namespace, dead_letters: DeadLetters) -> int:
    with _progress("inspected") as looked_at:
        letter = dead_letters.find(chosen.message_id, looked_at)
    if letter is None:
        return fail(f"there is no dead letter {chosen.message_id}. `dlq list` shows their ids.")
    print_json(redacted(letter), indent=2)
    return 0


def _redrive(chosen: argparse.Namespace, dead_letters: DeadLetters) -> int:
    with _progress("queued again") as moved:
        number = dead_letters.redrive(chosen.tenant, moved)
    of_tenant = f" of {chosen.tenant}" if chosen.tenant else ""
    print_line(f"{counted(number, 'dead letter')}{of_tenant} queued again.")
    return 0


@contextmanager
def _progress(what: str) -> Iterator[Callable[[int], None]]:
    """Show progress on a terminal."""
    on_terminal = sys.stderr.isatty()

    def show(number: int) -> None:
        if on_terminal:
            show_progress(f"{number:,} {what}")

    try:
        yield show
    finally:
        if on_terminal:
            show_progress("")


@contextmanager
def _opened(chosen: argparse.Namespace) -> Iterator[DeadLetters]:
    if is_on_aws(chosen):
        with open_stack(chosen.prefix) as stack:
            yield stack.dead_letters()
        return
    with opened_state(chosen.data) as state:
        yield state.dead_letters()
