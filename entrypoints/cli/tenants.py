"""`tenants`: who they are, by which keys they come in, and what they chose."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from application.change_tenant import ChangeTenant, UnknownTenant, removed
from application.ports.tenant_registry import TenantRegistry
from application.register_tenant import RegisterTenant, TenantExists
from domain.api_key import KeyRing
from domain.errors import CallerError, PassingError
from domain.redaction import InvalidPolicy
from domain.retention import check_retention
from domain.tenant import Registration, Tenant
from domain.tenant_access import TenantAccess
from domain.tenant_id import check_tenant_id
from entrypoints.cli.new_key import new_key
from entrypoints.cli.policy_file import DEFAULT, read_policy
from entrypoints.cli.registry import CannotOpen, opened_registry
from entrypoints.cli.shown_tenant import as_document, as_lines, as_table
from entrypoints.settings import EmbeddedSettings

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    Actions = _SubParsersAction[argparse.ArgumentParser]

T = TypeVar("T")
Run = Callable[[argparse.Namespace, TenantRegistry], None]

_UNLIMITED, _FOREVER = "unlimited", "forever"


class _Failed(Exception):
    """What was asked for cannot be done; the message says why and what to do."""


def add_to(commands: "Actions") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "tenants",
        help="register tenants, hand out their keys, set policy, retention and quota",
        description="Register tenants, hand out their keys, and set how their logs are redacted, how long these are "
        "kept and how much may be sent. Changes take effect within a minute, also while the server runs.",
    )
    actions = parser.add_subparsers(title="actions", required=True, metavar="ACTION")

    create = _action(actions, "create", _create, "register a tenant and print its first key")
    _add_choices(create)
    listing = _action(actions, "list", _list, "list all tenants", of_one=False)
    show = _action(actions, "show", _show, "show what is registered of a tenant")
    for shown in (listing, show):
        shown.add_argument("--json", action="store_true", help="print JSON")
    _add_choices(_action(actions, "set", _set, "change policy, retention or quota"))
    rotate = _action(
        actions, "rotate-key", _rotate_key, "print a new key; the one before goes on holding until the next rotation"
    )
    ends = rotate.add_mutually_exclusive_group()
    ends.add_argument("--revoke-others", action="store_true", help="end all other keys at once, as after a leak")
    ends.add_argument("--finish", action="store_true", help="make no key: end the older one of two")
    remove = _action(actions, "remove", _remove, "end a tenant's keys and quota; its stored logs stay")
    remove.add_argument("--yes", action="store_true", help="do not ask")


def _action(actions: "Actions", name: str, run: Run, text: str, *, of_one: bool = True) -> argparse.ArgumentParser:
    parser = actions.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
    if of_one:
        parser.add_argument("tenant_id", type=_tenant_id, metavar="TENANT")
    where = parser.add_argument_group("where the tenants are").add_mutually_exclusive_group()
    folder = os.environ.get("DATA_FOLDER") or str(EmbeddedSettings.data_folder)
    where.add_argument(
        "--data",
        type=Path,
        default=folder,
        metavar="FOLDER",
        help=f"of the embedded run (default {EmbeddedSettings.data_folder}) [DATA_FOLDER]",
    )
    where.add_argument("--aws", action="store_true", help="on AWS, in the table `tenants`")
    where.add_argument("--table", metavar="NAME", help="on AWS, in this table (the output TenantsTableName)")
    parser.set_defaults(run=lambda chosen: _run(run, chosen))
    return parser


def _add_choices(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--policy", metavar="FILE", help=f"JSON file with a redaction policy, - for standard input, or `{DEFAULT}`"
    )
    for flag, word, parse, text in (
        ("--retention-days", _FOREVER, check_retention, "how long logs that come from now on are kept"),
        ("--requests-per-minute", _UNLIMITED, _positive, "quota of requests to ingest"),
        ("--bytes-per-minute", _UNLIMITED, _positive, "quota of bytes of their bodies"),
    ):
        parser.add_argument(flag, type=_number_or(word, parse), metavar="N", help=f"{text}, or `{word}`")


def _run(run: Run, chosen: argparse.Namespace) -> int:
    try:
        with opened_registry(chosen, make=run is _create) as registry:
            run(chosen, registry)
    except UnknownTenant as error:
        return _fail(f"There is no tenant {error}. `tenants create {error}` registers it.")
    except TenantExists as error:
        return _fail(f"There is a tenant {error} already. `tenants set` and `tenants rotate-key` change it.")
    except InvalidPolicy as error:
        return _fail(f"The policy is refused: {error}")
    except PassingError as error:
        return _fail(f"The tenants cannot be read or changed now: {error.reason}.")
    except (_Failed, CannotOpen) as error:
        return _fail(str(error))
    return 0


def _create(chosen: argparse.Namespace, registry: TenantRegistry) -> None:
    key, kept = new_key(chosen.tenant_id)
    bare = Registration(Tenant(chosen.tenant_id), TenantAccess(KeyRing((kept,))))
    RegisterTenant(registry=registry).register(_choices(chosen)(bare))
    _tell(f"Registered {chosen.tenant_id}. Its key, which is shown this once:")
    print(key)


def _list(chosen: argparse.Namespace, registry: TenantRegistry) -> None:
    found = [each for each in registry.list() if not each.removed]
    if chosen.json:
        _print_json([as_document(each) for each in found])
    elif found:
        _print_lines(as_table(found))
    else:
        _tell("No tenant is registered. `tenants create TENANT` registers one.")


def _show(chosen: argparse.Namespace, registry: TenantRegistry) -> None:
    found = registry.find(chosen.tenant_id)
    if found is None or found.removed:
        raise UnknownTenant(chosen.tenant_id)
    if chosen.json:
        _print_json(as_document(found))
    else:
        _print_lines(as_lines(found))


def _set(chosen: argparse.Namespace, registry: TenantRegistry) -> None:
    if all(
        choice is None
        for choice in (chosen.policy, chosen.retention_days, chosen.requests_per_minute, chosen.bytes_per_minute)
    ):
        raise _Failed("Nothing to set: give --policy, --retention-days, --requests-per-minute or --bytes-per-minute.")
    changed = ChangeTenant(registry=registry).change(chosen.tenant_id, _choices(chosen))
    _tell(f"Set. It takes effect within a minute.\n\n{chr(10).join(as_lines(changed))}")


def _rotate_key(chosen: argparse.Namespace, registry: TenantRegistry) -> None:
    change_tenant = ChangeTenant(registry=registry)
    if chosen.finish:
        change_tenant.change(chosen.tenant_id, lambda found: _with_keys(found, found.access.keys.newest_only()))
        _tell(f"Only the newest key of {chosen.tenant_id} holds, within a minute.")
        return
    key, kept = new_key(chosen.tenant_id)

    def rotated(found: Registration) -> Registration:
        keys = KeyRing((kept,)) if chosen.revoke_others else found.access.keys.rotated(kept)
        return _with_keys(found, keys)

    changed = change_tenant.change(chosen.tenant_id, rotated)
    others = "the one before it goes on holding" if len(changed.access.keys.keys) > 1 else "no other one holds"
    _tell(f"A new key of {chosen.tenant_id}, which is shown this once; within a minute it holds, and {others}:")
    print(key)


def _remove(chosen: argparse.Namespace, registry: TenantRegistry) -> None:
    if not chosen.yes:
        if not sys.stdin.isatty():
            raise _Failed("Nobody can be asked here: give --yes to remove the tenant.")
        print(f"End all keys of {chosen.tenant_id}? Type its name: ", end="", file=sys.stderr, flush=True)
        if sys.stdin.readline().strip() != chosen.tenant_id:
            raise _Failed("Nothing was removed.")
    ChangeTenant(registry=registry).change(chosen.tenant_id, removed)
    _tell(
        f"Removed {chosen.tenant_id}. Within a minute its keys no longer hold. Its stored logs stay, and what is still "
        "queued is redacted by its policy."
    )


def _choices(chosen: argparse.Namespace) -> Callable[[Registration], Registration]:
    """What the flags say, and everything else as it was."""
    # Once: standard input can be read no second time.
    policy = None if chosen.policy is None else read_policy(chosen.policy)

    def choose(registration: Registration) -> Registration:
        tenant, access = registration.tenant, registration.access
        if policy is not None:
            tenant = replace(tenant, redaction_policy=policy)
        if chosen.retention_days is not None:
            tenant = replace(tenant, retention_days=_value(chosen.retention_days, _FOREVER))
        quota = access.quota
        if chosen.requests_per_minute is not None:
            quota = replace(quota, requests=_value(chosen.requests_per_minute, _UNLIMITED))
        if chosen.bytes_per_minute is not None:
            quota = replace(quota, bytes=_value(chosen.bytes_per_minute, _UNLIMITED))
        return replace(registration, tenant=tenant, access=replace(access, quota=quota))

    return choose


def _with_keys(registration: Registration, keys: KeyRing) -> Registration:
    return replace(registration, access=replace(registration.access, keys=keys))


def _value(chosen: int | str, word: str) -> int | None:
    return None if chosen == word else int(chosen)


def _number_or(word: str, check: Callable[[int], int]) -> Callable[[str], int | str]:
    def parse(text: str) -> int | str:
        if text == word:
            return word
        if not (text.isascii() and text.isdecimal()):
            raise argparse.ArgumentTypeError(f"{text!r} is neither a whole number nor {word!r}")
        try:
            return check(int(text))
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return parse


def _positive(number: int) -> int:
    if number < 1:
        raise ValueError(f"0 lets nothing through; {_UNLIMITED!r} is no limit")
    return number


def _tenant_id(text: str) -> str:
    try:
        return check_tenant_id(text)
    except CallerError as error:
        raise argparse.ArgumentTypeError(error.detail) from None


def _tell(text: str) -> None:
    """Say it beside what is printed, so that a key or JSON can be piped on."""
    print(text, file=sys.stderr)


def _print_lines(lines: Iterable[str]) -> None:
    print("\n".join(lines))


def _print_json(document: object) -> None:
    print(json.dumps(document, ensure_ascii=False, indent=2))


def _fail(reason: str) -> int:
    print(f"aws-log-processor: {reason}", file=sys.stderr)
    return 1
