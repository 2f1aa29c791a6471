"""What `tenants` does."""

import argparse
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TextIO

from application.change_admin_keys import ChangeAdminKeys, TooManyAdminKeys, UnknownAdminKey
from application.change_tenant import ChangeTenant, UnknownTenant, removed
from application.register_tenant import RegisterTenant, TenantExists, TenantWasRemoved
from domain.api_key import MAX_ADMIN_KEYS, KeyRing
from domain.errors import PassingError
from domain.redaction import InvalidPolicy, policy_changes
from domain.tenant import Registration, Tenant
from domain.tenant_access import TenantAccess
from domain.timestamps import format_timestamp
from entrypoints.cli.output import ask, fail, print_json, print_line, tell
from entrypoints.cli.policy_file import read_policy
from entrypoints.cli.registry import CannotOpen, OpenedTenants, opened_tenants
from entrypoints.cli.shown_tenant import as_lines, as_table, key_line
from entrypoints.cli.tenant_words import FOREVER, UNLIMITED
from entrypoints.new_key import new_admin_key, new_key
from entrypoints.tenant_document import key_document, tenant_document


class _Failed(Exception):
    """What was asked for cannot be done; the message says why and what to do."""


def perform(action: str, chosen: argparse.Namespace) -> int:
    """Do it; returns the exit code: 0 done, 1 failed."""
    try:
        with opened_tenants(chosen, make=action in _MAKING) as opened:
            _ACTIONS[action](chosen, opened)
    except UnknownTenant as error:
        return fail(f"There is no tenant {error}. `tenants create {error}` registers it.")
    except TenantExists as error:
        return fail(f"There is a tenant {error} already. `tenants set` and `tenants rotate-key` change it.")
    except InvalidPolicy as error:
        return fail(f"The policy is refused: {error}")
    except PassingError as error:
        return fail(f"The tenants cannot be read or changed now: {error.reason}.")
    except (_Failed, CannotOpen) as error:
        return fail(str(error))
    return 0


def _create(chosen: argparse.Namespace, opened: OpenedTenants) -> None:
    key, kept = new_key(chosen.tenant_id)
    registration = _choices(chosen)(Registration(Tenant(chosen.tenant_id), TenantAccess(KeyRing((kept,)))))
    register_tenant = RegisterTenant(registry=opened.registry)
    try:
        register_tenant.register(registration)
    except TenantWasRemoved:
        tell(f"A tenant {chosen.tenant_id} was removed. A new key for it opens {_kept_logs(chosen.tenant_id, opened)}.")
        _confirm(chosen, f"Register {chosen.tenant_id} anew?", otherwise="Nothing was registered.")
        register_tenant.register(registration, anew=True)
    tell(f"Registered {chosen.tenant_id}. Its key, which is shown this once:")
    print_line(key)


def _kept_logs(tenant_id: str, opened: OpenedTenants) -> str:
    """What is stored of the tenant, as far as it can be known here."""
    if opened.kept_logs is None:
        return "whatever is stored of it"
    number, oldest = opened.kept_logs(tenant_id)
    if oldest is None:
        return "none of its logs, since none is stored, but what is still queued"
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
        raise _Failed("Nothing to set: give one of the settings that `tenants set --help` lists.")
    choose, found = _choices(chosen), _registered(chosen.tenant_id, opened)
    changed = ChangeTenant(registry=opened.registry).change(chosen.tenant_id, choose, dry_run=chosen.dry_run)
    tell("Nothing is set. This would be:" if chosen.dry_run else "Set. It takes effect within a minute.")
    changes = list(policy_changes(found.tenant.redaction_policy, changed.tenant.redaction_policy))
    if changes:
        _print_lines(["", "for logs that come from now on:", *(f"    {change}" for change in changes)], sys.stderr)
    _print_lines(["", *as_lines(changed)], sys.stderr)


def _rotate_key(chosen: argparse.Namespace, opened: OpenedTenants) -> None:
    change_tenant = ChangeTenant(registry=opened.registry)
    if chosen.finish:
        change_tenant.change(chosen.tenant_id, lambda found: _with_keys(found, found.access.keys.newest_only()))
        tell(f"Only the newest key of {chosen.tenant_id} holds, within a minute.")
        return
    key, kept = new_key(chosen.tenant_id)

    def rotated(found: Registration) -> Registration:
        keys = KeyRing((kept,)) if chosen.revoke_others else found.access.keys.rotated(kept)
        return _with_keys(found, keys)

    changed = change_tenant.change(chosen.tenant_id, rotated)
    others = "the one before it goes on holding" if len(changed.access.keys.keys) > 1 else "no other one holds"
    tell(f"A new key of {chosen.tenant_id}, which is shown this once; within a minute it holds, and {others}:")
    print_line(key)


def _remove(chosen: argparse.Namespace, opened: OpenedTenants) -> None:
    _confirm(chosen, f"End all keys of {chosen.tenant_id}?", otherwise="Nothing was removed.")
    ChangeTenant(registry=opened.registry).change(chosen.tenant_id, removed)
    tell(
        f"Removed {chosen.tenant_id}. Within a minute its keys no longer hold. Its stored logs stay, and what is still "
        "queued is redacted by its policy."
    )


def _create_admin_key(_: argparse.Namespace, opened: OpenedTenants) -> None:
    key, kept = new_admin_key()
    try:
        ChangeAdminKeys(registry=opened.registry).add(kept)
    except TooManyAdminKeys:
        raise _Failed(
            f"There are {MAX_ADMIN_KEYS} administrator's keys, which is the most. Revoke one first."
        ) from None
    tell("A new administrator's key, which is shown this once; it holds within a minute:")
    print_line(key)


def _list_admin_keys(chosen: argparse.Namespace, opened: OpenedTenants) -> None:
    keys = opened.registry.admin_keys().keys
    if chosen.json:
        print_json([key_document(key) for key in keys], indent=2)
    elif keys:
        _print_lines(map(key_line, keys))
    else:
        tell("There is no administrator's key. `tenants create-admin-key` makes one.")


def _revoke_admin_key(chosen: argparse.Namespace, opened: OpenedTenants) -> None:
    try:
        ChangeAdminKeys(registry=opened.registry).revoke(chosen.hash_prefix)
    except UnknownAdminKey as error:
        raise _Failed(
            f"There is not one administrator's key whose hash begins with {error}: see `tenants list-admin-keys`."
        ) from None
    tell("Revoked. It no longer holds within a minute.")


# The actions that a folder which is not there yet is made for.
_MAKING = {"create", "create-admin-key"}
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
    """Go on if the tenant's name is typed, or `--yes` was given. Raises _Failed."""
    if chosen.yes:
        return
    if not sys.stdin.isatty():
        raise _Failed(f"{otherwise} Nobody can be asked here: give --yes if it is meant.")
    ask(f"{question} Type its name: ")
    if sys.stdin.readline().strip() != chosen.tenant_id:
        raise _Failed(otherwise)


def _choices(chosen: argparse.Namespace) -> Callable[[Registration], Registration]:
    """What the flags say, and everything else as it was."""
    # Once: standard input can be read no second time.
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
