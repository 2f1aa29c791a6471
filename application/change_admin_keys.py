"""Adding and revoking administrator's keys."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from application.ports.tenant_registry import TenantRegistry
from application.until_stored import until_stored
from domain.api_key import MAX_ADMIN_KEYS, KeptKey


class TooManyAdminKeys(Exception):
    """The maximum number of administrator's keys is reached."""


class UnknownAdminKey(Exception):
    """No administrator's key, or more than one, has a hash with this prefix."""


class ChangeAdminKeys:
    """Changes the list of administrator's keys. Concurrent changes do not overwrite each other."""

    def __init__(self, *, registry: TenantRegistry) -> None:
        self._registry = registry

    def add(self, key: KeptKey) -> None:
        """Add a key. Raises TooManyAdminKeys and PassingError."""

        def added(keys: Sequence[KeptKey]) -> Sequence[KeptKey]:
            if len(keys) >= MAX_ADMIN_KEYS:
                raise TooManyAdminKeys
            return [key, *keys]

        self._change(added)

    def revoke(self, hash_prefix: str) -> None:
        """Revoke the key whose hash has this prefix. Raises UnknownAdminKey and PassingError."""

        def without(keys: Sequence[KeptKey]) -> Sequence[KeptKey]:
            kept = [key for key in keys if not key.sha256.startswith(hash_prefix)]
            if len(keys) - len(kept) != 1:
                raise UnknownAdminKey(hash_prefix)
            return kept

        self._change(without)

    def _change(self, change: Callable[[Sequence[KeptKey]], Sequence[KeptKey]]) -> None:
        def attempt() -> bool | None:
            found = self._registry.admin_keys()
            return self._registry.put_admin_keys(replace(found, keys=tuple(change(found.keys)))) or None

        until_stored(attempt)
