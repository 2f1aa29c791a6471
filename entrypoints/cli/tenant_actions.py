"""What each action of `tenants` does."""

import argparse
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TextIO

from application.change_admin_keys import ChangeAdminKeys, TooManyAdminKeys, UnknownAdminKey
from application.change_tenant import ChangeTenant, UnknownTenant, removed
from application.ports.storage import UnusableStorage
from application.register_tenant import RegisterTenant, TenantExists, TenantWasRemoved
from domain.api_key import MAX_ADMIN_KEYS, KeyRing
from domain.errors import PassingError
from domain.redaction import InvalidPolicy, policy_changes
from domain.registration import Registration
from domain.tenant import Tenant
from domain.tenant_access import TenantAccess
from domain.timestamps import format_timestamp
from entrypoints.cli.output import ask, fail, print_json, print_line, tell
from entrypoints.cli.policy_file import read_policy
from entrypoints.cli.registry import OpenedTenants, opened_tenants
from entrypoints.cli.shown_tenant import as_lines, as_table, key_line
from entrypoints.cli.tenant_words import FOREVER, UNLIMITED
from entrypoints.new_key import new_admin_key, new_key
from entrypoints.tenant_document import key_document, tenant_document


class _Failed(Exception):
    """The action failed. The message says why and what to do."""


def perform(action: str, chosen: argparse.Namespace) -> int:
    """Perform an action. Return the exit code: 0 success, 1 failure."""
    try:
        with opened_tenants(chosen, create=action in _CREATING) as opened:
            _ACTIONS[action](chosen, opened)
    except UnknownTenant as error:
        return fail(f"the tenant {error} is not registered. `tenants create {error}` registers it.")
    except TenantExists as error:
        return fail(f"the tenant {error} already exists. `tenants set` and `tenants rotate-key` change it.")
    except InvalidPolicy as error:
        return fail(f"the policy is invalid: {error}")
    except PassingError as error:
        return fail(f"the tenants cannot be read or changed now ({error.reason}). Try again.")
    except (_Failed, UnusableStorage) as error:
        return fail(str(error))
    return 0


def _create(chosen: argparse.Namespace, opened: OpenedTenants) -> None:
    key, kept = new_key(chosen.tenant_id)
    registration = _choices(chosen)(Registration(Tenant(chosen.tenant_id), TenantAccess(KeyRing((kept,)))))
    register_tenant = RegisterTenant(registry=opened.registry)
    try:
        register_tenant.register(registration)
    except TenantWasRemoved:
        tell(f"The tenant {chosen.tenant_id} was removed. A new key opens {_kept_logs(chosen.tenant_id, opened)}.")
        _confirm(chosen, f"Register {chosen.tenant_id} again?", otherwise="Nothing was registered.")
        register_tenant.register(registration, anew=True)
    tell(f"Registered {chosen.tenant_id}. Its key, which is shown only once:")
    print_line(key)


def _kept_logs(tenant_id: str, opened: OpenedTenants) -> str:
    """Describe the stored logs of the tenant, if they can be counted."""
    if opened.kept_logs is None:
        return "all its stored logs"
    number, oldest = opened.kept_logs(tenant_id)
    if oldest is None:
        return "its logs that are still queued; none is stored"
    return f"its {number:,} stored logs, the oldest from {format_timestamp(oldest)[:19]}Z"


def _list(chosen: argparse.Namespace, opened: OpenedTenants) -> None:
    found = [each for each in opened.registry.list() if not each.removed]
    if chosen.json:
        print_json([tenant_document(each) for each in found], indent=2)
    elif found:
        _print_lines(as_table(found))
    else:
        tell("No tenant is registered. `tenants create TENANT` registers one.")


def _show(chosen: argparse.Namespace, opened: OpenedTenants) -> None:
    found = _registered(chosen.tenant_id, opened)
    if chosen.json:
        print_json(tenant_document(found), indent=2)
    else:
        _print_lines(as_lines(found))


def _registered(tenant_id: str, opened: OpenedTenants) -> Registration:
    found = opened.registry.find(tenant_id)
    if found is None or found.removed:
        raise UnknownTenant(tenant_id)
    return found


def _set(chosen: argparse.Namespace, opened: OpenedTenants) -> None:
    choices = (
        chosen.policy,
        chosen.retention_days,
        chosen.level_retention_days,
        chosen.requests_per_minute,
        chosen.bytes_per_minute,
        chosen.allow_erasing,
    )
    if all(choice is None for choice in choices):
        raise _Failed("there is nothing to set: give at least one setting of `tenants set --help`.")
    choose, found = _choices(chosen), _registered(chosen.tenant_id, opened)
    changed = ChangeTenant(registry=opened.registry).change(chosen.tenant_id, choose, dry_run=chosen.dry_run)
    tell("Nothing was changed. The settings would be:" if chosen.dry_run else "Changed, with effect within a minute.")
    changes = list(policy_changes(found.tenant.redaction_policy, changed.tenant.redaction_policy))
    if changes:
        _print_lines(
            ["", "for logs that are stored from now on:", *(f"    {change}" for change in changes)], sys.stderr
        )
    _print_lines(["", *as_lines(changed)], sys.stderr)


def _rotate_key(chosen: argparse.Namespace, opened: OpenedTenants) -> None:
    change_tenant = ChangeTenant(registry=opened.registry)
    if chosen.finish:
        change_tenant.change(chosen.tenant_id, lambda found: _with_keys(found, found.access.keys.newest_only()))
        tell(f"Within a minute only the newest key of {chosen.tenant_id} is valid.")
        return
    key, kept = new_key(chosen.tenant_id)

    def rotated(found: Registration) -> Registration:
        keys = KeyRing((kept,)) if chosen.revoke_others else found.access.keys.rotated(kept)
        return _with_keys(found, keys)

    changed = change_tenant.change(chosen.tenant_id, rotated)
    others = "the previous key stays valid" if len(changed.access.keys.keys) > 1 else "all other keys become invalid"
    tell(f"A new key of {chosen.tenant_id}, which is shown only once. It is valid within a minute, and {others}:")
    print_line(key)


def _remove(chosen: argparse.Namespace, opened: OpenedTenants) -> None:
    _confirm(chosen, f"Revoke all keys of {chosen.tenant_id}?", otherwise="Nothing was removed.")
    ChangeTenant(registry=opened.registry).change(chosen.tenant_id, removed)
    tell(
        f"Removed {chosen.tenant_id}. Its keys become invalid within a minute. Its stored logs stay, and its queued "
        "logs are redacted by its policy."
    )


def _create_admin_key(_: argparse.Namespace, opened: OpenedTenants) -> None:
    key, kept = new_admin_key()
    try:
        ChangeAdminKeys(registry=opened.registry).add(kept)
    except TooManyAdminKeys:
        raise _Failed(
            f"there are already {MAX_ADMIN_KEYS} administrator's keys, the maximum. Revoke one first."
        ) from None
    tell("A new administrator's key, which is shown only once. It is valid within a minute:")
    print_line(key)


def _list_admin_keys(chosen: argparse.Namespace, opened: OpenedTenants) -> None:
    keys = opened.registry.admin_keys().keys
    if chosen.json:
        print_json([key_document(key) for key in keys], indent=2)
    elif keys:
        _print_lines(map(key_line, keys))
    else:
        tell("There is no administrator's key. `tenants create-admin-key` creates one.")


def _revoke_admin_key(chosen: argparse.Namespace, opened: OpenedTenants) -> None:
    try:
        ChangeAdminKeys(registry=opened.registry).revoke(chosen.hash_prefix)
    except UnknownAdminKey as error:
        raise _Failed(
            f"no administrator's key, or more than one, has a hash that begins with {error}: see `tenants "
            "list-admin-keys`."
        ) from None
    tell("Revoked. The key becomes invalid within a minute.")


# The actions that create a missing data folder.
_CREATING = {"create", "create-admin-key"}
_ACTIONS: dict[str, Callable[[argparse.Namespace, OpenedTenants], None]] = {
    "create": _create,
    "list": _list,
    "show": _show,
    "set": _set,
    "rotate-key": _rotate_key,
    "remove": _remove,
    "create-admin-key": _create_admin_key,
    "list-admin-keys": _list_admin_keys,
    "revoke-admin-key": _revoke_admin_key,
}


def _confirm(chosen: argparse.Namespace, question: str, *, otherwise: str) -> None:
    """Return if `--yes` was given or the user types the tenant's id. Otherwise raise _Failed."""
    if chosen.yes:
        return
    if not sys.stdin.isatty():
        raise _Failed(f"{otherwise} Confirm with --yes: standard input is not a terminal.")
    ask(f"{question} Type the tenant's id to confirm: ")
    if sys.stdin.readline().strip() != chosen.tenant_id:
        raise _Failed(otherwise)


def _choices(chosen: argparse.Namespace) -> Callable[[Registration], Registration]:
    """Return a function that applies the settings of the flags to a registration."""
    # Read the policy only once, because standard input cannot be read again.
    policy = None if chosen.policy is None else read_policy(chosen.policy)

    def choose(registration: Registration) -> Registration:
        tenant, access = registration.tenant, registration.access
        if policy is not None:
            tenant = replace(tenant, redaction_policy=policy)
        if chosen.retention_days is not None:
            tenant = replace(tenant, retention_days=_value(chosen.retention_days, FOREVER))
        if chosen.level_retention_days is not None:
            tenant = replace(tenant, level_retention_days=chosen.level_retention_days)
        quota = access.quota
        if chosen.requests_per_minute is not None:
            quota = replace(quota, requests=_value(chosen.requests_per_minute, UNLIMITED))
        if chosen.bytes_per_minute is not None:
            quota = replace(quota, bytes=_value(chosen.bytes_per_minute, UNLIMITED))
        may_erase = access.may_erase if chosen.allow_erasing is None else chosen.allow_erasing
        return replace(registration, tenant=tenant, access=replace(access, quota=quota, may_erase=may_erase))

    return choose


def _with_keys(registration: Registration, keys: KeyRing) -> Registration:
    return replace(registration, access=replace(registration.access, keys=keys))


def _value(chosen: int | str, word: str) -> int | None:
    return None if chosen == word else int(chosen)


def _print_lines(lines: Iterable[str], to: TextIO | None = None) -> None:
    for line in lines:
        print_line(line, to)
