"""`tenants`: register tenants, and manage their keys and settings."""

import argparse
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from domain.level import Level
from domain.retention import check_retention
from entrypoints.cli.arguments import add_data_folder, tenant_id
from entrypoints.cli.tenant_words import DEFAULT_POLICY_WORD, FOREVER, NONE, UNLIMITED

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    Actions = _SubParsersAction[argparse.ArgumentParser]


_EXAMPLES = """examples:
  KEY=$(aws-log-processor tenants create acme --retention-days 30)
  aws-log-processor tenants set acme --policy policy.json --dry-run
  aws-log-processor tenants set acme --requests-per-minute 600 --level-retention-days debug=7
  aws-log-processor tenants rotate-key acme
  aws-log-processor tenants show acme --table logs-Tenants-ABC    # on AWS
"""
# Only ASCII digits, and few enough for Python's `int`.
_WHOLE = re.compile("[0-9]{1,30}")
_HASH_PREFIX = re.compile("[0-9a-f]{4,64}")
# SQLite cannot store numbers of more than 63 bits.
_MOST_QUOTA = 10**15


def add_to(commands: "Actions") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "tenants",
        help="register tenants, manage their keys, set policy, retention and quota",
        description="Register tenants, manage their keys, and set how their logs are redacted, how long they are kept "
        "and how much may be sent. Changes take effect within a minute, also while the server runs.",
        epilog=_EXAMPLES,
    )
    actions = parser.add_subparsers(title="actions", required=True, metavar="ACTION")

    create = _action(actions, "create", "register a tenant and print its first key")
    _add_choices(create)
    create.add_argument("--yes", action="store_true", help="do not ask if a removed tenant had this id")
    listing = _action(actions, "list", "list all tenants", of_one=False)
    show = _action(actions, "show", "show a tenant's settings")
    for shown in (listing, show):
        shown.add_argument("--json", action="store_true", help="print JSON")
    setting = _action(actions, "set", "change policy, retention or quota")
    _add_choices(setting)
    setting.add_argument("--dry-run", action="store_true", help="show what would change, and change nothing")
    rotate = _action(actions, "rotate-key", "print a new key; the previous one stays valid until the next rotation")
    ends = rotate.add_mutually_exclusive_group()
    ends.add_argument("--revoke-others", action="store_true", help="revoke all other keys, for example after a leak")
    ends.add_argument("--finish", action="store_true", help="create no key, but revoke the older one of two")
    remove = _action(actions, "remove", "revoke a tenant's keys and quota; its stored logs stay")
    remove.add_argument("--yes", action="store_true", help="do not ask")
    _action(
        actions,
        "create-admin-key",
        "print a new administrator's key, which can erase logs and manage tenants over HTTP",
        of_one=False,
    )
    admin_keys = _action(actions, "list-admin-keys", "list the valid administrator's keys", of_one=False)
    admin_keys.add_argument("--json", action="store_true", help="print JSON")
    revoke = _action(actions, "revoke-admin-key", "revoke an administrator's key", of_one=False)
    revoke.add_argument("hash_prefix", type=_hash_prefix, metavar="SHA256", help="the first digits of the key's hash")


def _action(actions: "Actions", name: str, text: str, *, of_one: bool = True) -> argparse.ArgumentParser:
    parser = actions.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
    if of_one:
        parser.add_argument("tenant_id", type=tenant_id, metavar="TENANT")
    where = parser.add_argument_group("where the tenants are").add_mutually_exclusive_group()
    add_data_folder(where, "the data folder of the embedded run")
    where.add_argument("--aws", action="store_true", help="use the table `tenants` on AWS")
    where.add_argument("--table", metavar="NAME", help="use this table on AWS (the stack's output TenantsTableName)")
    parser.set_defaults(run=lambda chosen: _run(name, chosen))
    return parser


def _add_choices(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--policy",
        metavar="FILE",
        help=f"JSON file with a redaction policy, - for standard input, or `{DEFAULT_POLICY_WORD}`",
    )
    for flag, word, parse, text in (
        ("--retention-days", FOREVER, check_retention, "days for which logs that come from now on are kept"),
        ("--requests-per-minute", UNLIMITED, _quota, "quota of requests that send logs"),
        ("--bytes-per-minute", UNLIMITED, _quota, "quota of bytes in the bodies of these requests"),
    ):
        parser.add_argument(flag, type=_number_or(word, parse), metavar="N", help=f"{text}, or `{word}`")
    parser.add_argument(
        "--level-retention-days",
        type=_days_by_level,
        metavar="LEVEL=N,…",
        help=f"other retention for these levels, such as debug=22,info=30; or `{NONE}`",
    )
    parser.add_argument(
        "--allow-erasing",
        action=argparse.BooleanOptionalAction,
        help="whether the tenant's own keys may erase its logs over HTTP",
    )


def _hash_prefix(text: str) -> str:
    if not _HASH_PREFIX.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not 4 to 64 hexadecimal digits of a hash (see list-admin-keys)")
    return text


def _run(action: str, chosen: argparse.Namespace) -> int:
    from entrypoints.cli.tenant_actions import perform  # noqa: PLC0415 - not needed, and slow, for --help

    return perform(action, chosen)


def _number_or(word: str, check: Callable[[int], int]) -> Callable[[str], int | str]:
    def parse(text: str) -> int | str:
        if text == word:
            return word
        if not _WHOLE.fullmatch(text):
            raise argparse.ArgumentTypeError(f"{text!r} is neither a whole number nor {word!r}")
        try:
            return check(int(text))
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return parse


def _days_by_level(text: str) -> dict[Level, int]:
    if text == NONE:
        return {}
    days: dict[Level, int] = {}
    for part in text.split(","):
        level, _, number = part.partition("=")
        if level not in set(Level) or not _WHOLE.fullmatch(number):
            raise argparse.ArgumentTypeError(f"{part!r} is not a level and days, such as {Level.DEBUG}=22")
        try:
            days[Level(level)] = check_retention(int(number))
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None
    return days


def _quota(number: int) -> int:
    if number < 1:
        raise ValueError(f"0 would refuse every request; use {UNLIMITED!r} for no limit")
    if number > _MOST_QUOTA:
        raise ValueError(f"the maximum is {_MOST_QUOTA:,}; use {UNLIMITED!r} for no limit")
    return number
