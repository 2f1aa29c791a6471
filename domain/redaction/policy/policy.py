"""A tenant's redaction policy: the kinds to redact, and their replacements."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from domain.redaction.pattern import Pattern
from domain.redaction.policy.allow_list import check_allowed
from domain.redaction.policy.catalogue import CATALOGUE, FIRST_CATALOGUE, OFF_BY_DEFAULT, kinds_of
from domain.redaction.policy.custom_kind import CustomKind
from domain.redaction.policy.invalid_policy import InvalidPolicy
from domain.redaction.policy.regions import REGIONS
from domain.redaction.text.tables import head_of

MAX_CUSTOM_KINDS = 100
MAX_ALLOWED_VALUES = 1_000
MAX_REGIONS = 10
MAX_HEADS = 10
MAX_HEAD_CHARS = 1_000
_VERSION = Pattern(r"[0-9A-Za-z._-]{1,64}")


class Action(StrEnum):
    """How a finding is replaced."""

    MASK = "mask"  # [PHONE]
    PSEUDONYM = "pseudonym"  # [PHONE:7f3a9c21d0e4], the same for equal values of a tenant
    PARTIAL = "partial"  # [PHONE:*2671], the last four digits of a number of ten or more
    KEEP = "keep"  # not redacted


@dataclass(frozen=True)
class RedactionPolicy:
    """The action for each kind. Raises InvalidPolicy, so a policy is refused when it is set, never when a log arrives.

    Built-in kinds without an action are not redacted; custom kinds without one are masked. `version` is the policy's
    name, which is stored with each log. `regions` are the ISO 3166-1 codes of the countries whose national numbers are
    found. `custom` are the tenant's own kinds. `allow` are values that are not redacted, in any notation. `catalogue`
    is the version of the built-in kinds that the policy was written for. `columns` are the heads of CSV files whose
    lines are logged without them, such as `id,name,phone`.
    """

    version: str
    actions: Mapping[str, Action] = field(hash=False)
    regions: tuple[str, ...] = ("US",)
    custom: tuple[CustomKind, ...] = ()
    allow: frozenset[str] = frozenset()
    catalogue: int = CATALOGUE
    columns: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        own = {kind.name: Action.MASK for kind in self.custom}
        object.__setattr__(self, "actions", MappingProxyType(own | dict(self.actions)))
        if not _VERSION.fullmatch(self.version):
            raise InvalidPolicy("A version has 1 to 64 letters, digits, '.', '_' or '-'.")
        if not FIRST_CATALOGUE <= self.catalogue <= CATALOGUE:
            raise InvalidPolicy(f"There is no catalogue {self.catalogue}; the newest one is {CATALOGUE}.")
        if len(self.allow) > MAX_ALLOWED_VALUES:
            raise InvalidPolicy(f"There are {len(self.allow)} allowed values; the limit is {MAX_ALLOWED_VALUES}.")
        # The first release accepted any entry as a single value, so policies of its catalogue stay valid.
        if self.catalogue > FIRST_CATALOGUE:
            for entry in self.allow:
                check_allowed(entry)
        self._check_regions()
        self._check_columns()
        self._check_kinds()

    def _check_regions(self) -> None:
        if not 1 <= len(self.regions) <= MAX_REGIONS:
            raise InvalidPolicy(f"There are {len(self.regions)} regions; a policy has 1 to {MAX_REGIONS}.")
        for region in self.regions:
            if region not in REGIONS:
                raise InvalidPolicy(f"Unknown region {region!r}: an ISO 3166-1 code such as US or DE is needed.")
        if len(set(self.regions)) < len(self.regions):
            raise InvalidPolicy("Two regions are the same.")

    def _check_columns(self) -> None:
        if len(self.columns) > MAX_HEADS:
            raise InvalidPolicy(f"There are {len(self.columns)} heads in `columns`; the limit is {MAX_HEADS}.")
        for written in self.columns:
            head = head_of(written)
            if not head or [head.written] != written.splitlines() or len(written) > MAX_HEAD_CHARS:
                raise InvalidPolicy(
                    f"An entry of `columns` is the head of a CSV file of up to {MAX_HEAD_CHARS} characters, such as"
                    " 'id,name,phone', with one of , ; | or a tab between its names."
                )

    def _check_kinds(self) -> None:
        if len(self.custom) > MAX_CUSTOM_KINDS:
            raise InvalidPolicy(f"There are {len(self.custom)} custom kinds; the limit is {MAX_CUSTOM_KINDS}.")
        built_in = kinds_of(self.catalogue)
        names = [kind.name for kind in self.custom]
        if taken := sorted(set(names).intersection(built_in)):
            raise InvalidPolicy(f"Custom kinds cannot have the names of built-in ones: {', '.join(taken)}.")
        if len(set(names)) < len(names):
            raise InvalidPolicy("Two custom kinds have the same name.")
        known = [*built_in, *names]
        unknown = sorted(self.actions.keys() - set(known))
        if later := [kind for kind in unknown if kind in kinds_of(CATALOGUE)]:
            raise InvalidPolicy(
                f"Catalogue {self.catalogue} has no {', '.join(later)}, but catalogue {CATALOGUE} does."
            )
        if unknown:
            raise InvalidPolicy(f"Unknown kinds {', '.join(unknown)}; there are {', '.join(known)}.")

    @property
    def needs_key(self) -> bool:
        """Return whether the policy uses pseudonyms, which need the tenant's key."""
        return Action.PSEUDONYM in self.actions.values()


def default_actions(catalogue: int) -> Mapping[str, Action]:
    """Return the actions of the kinds that a policy of this catalogue does not name."""
    return {kind: Action.MASK for kind in kinds_of(catalogue) if kind not in OFF_BY_DEFAULT}


DEFAULT_POLICY = RedactionPolicy(version=f"default-{CATALOGUE}", actions=default_actions(CATALOGUE))
