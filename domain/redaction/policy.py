"""What a tenant wants taken out, and what is to stand in its place."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from domain.redaction.custom_kind import CustomKind, InvalidPolicy
from domain.redaction.detectors import DETECTORS
from domain.redaction.detectors.phone import REGIONS

OFF_BY_DEFAULT = frozenset({"IP_ADDRESS"})
MAX_CUSTOM_KINDS = 100
MAX_ALLOWED_VALUES = 1_000
_VERSION = re.compile(r"[0-9A-Za-z._-]{1,64}")


class Action(StrEnum):
    """What becomes of a finding."""

    MASK = "mask"  # [PHONE]
    PSEUDONYM = "pseudonym"  # [PHONE:7f3a9c21d0e4], the same for equal values of a tenant
    PARTIAL = "partial"  # [PHONE:*2671], the last four letters or digits
    KEEP = "keep"  # left as it is


@dataclass(frozen=True)
class RedactionPolicy:
    """The action for each kind, under the version of the tenant's choice.

    A built-in kind without an action is left alone, a kind of its own is masked. `region` is the ISO 3166-1 code of the
    country whose national phone numbers are meant, `custom` are the tenant's own kinds, `allow` values that may stay,
    however they are written. The version is stored with every log, so that it can be told later what a log was redacted
    by. Raises InvalidPolicy: a policy is refused when it is made, never when a log arrives.
    """

    version: str
    actions: Mapping[str, Action] = field(hash=False)
    region: str = "US"
    custom: tuple[CustomKind, ...] = ()
    allow: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        own = {kind.name: Action.MASK for kind in self.custom}
        object.__setattr__(self, "actions", MappingProxyType(own | dict(self.actions)))
        if not _VERSION.fullmatch(self.version):
            raise InvalidPolicy("A version has 1 to 64 letters, digits, '.', '_' or '-'.")
        if self.region not in REGIONS:
            raise InvalidPolicy(f"Unknown region {self.region!r}: an ISO 3166-1 code such as US or DE is needed.")
        if len(self.custom) > MAX_CUSTOM_KINDS:
            raise InvalidPolicy(f"There are {len(self.custom)} custom kinds; the limit is {MAX_CUSTOM_KINDS}.")
        if len(self.allow) > MAX_ALLOWED_VALUES:
            raise InvalidPolicy(f"There are {len(self.allow)} allowed values; the limit is {MAX_ALLOWED_VALUES}.")
        names = [kind.name for kind in self.custom]
        if taken := sorted(set(names) & DETECTORS.keys()):
            raise InvalidPolicy(f"Custom kinds cannot have the names of built-in ones: {', '.join(taken)}.")
        if len(set(names)) < len(names):
            raise InvalidPolicy("Two custom kinds have the same name.")
        if unknown := sorted(self.actions.keys() - DETECTORS.keys() - set(names)):
            raise InvalidPolicy(f"Unknown kinds {', '.join(unknown)}; there are {', '.join([*DETECTORS, *names])}.")

    @property
    def regions(self) -> tuple[str, ...]:
        """The countries whose national numbers are meant."""
        return (self.region,)

    @property
    def needs_key(self) -> bool:
        """Whether it asks for pseudonyms, which a key is needed for."""
        return Action.PSEUDONYM in self.actions.values()


DEFAULT_ACTIONS: Mapping[str, Action] = MappingProxyType(
    {kind: Action.MASK for kind in DETECTORS if kind not in OFF_BY_DEFAULT}
)
DEFAULT_POLICY = RedactionPolicy(version="default-1", actions=DEFAULT_ACTIONS)
