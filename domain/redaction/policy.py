"""What a tenant wants taken out."""

from dataclasses import dataclass

from domain.redaction.detectors import DETECTORS


@dataclass(frozen=True)
class RedactionPolicy:
    """Which kinds are redacted, and under which version of the tenant's choice.

    The version is stored with every log, so that it can be told later what a log was redacted by. Raises ValueError for
    a kind that no detector finds: a policy is refused when it is made, never when a log arrives.
    """

    version: str
    kinds: frozenset[str]

    def __post_init__(self) -> None:
        if unknown := sorted(self.kinds - DETECTORS.keys()):
            raise ValueError(f"Unknown kinds {unknown}; there are {sorted(DETECTORS)}.")


DEFAULT_POLICY = RedactionPolicy(version="default-1", kinds=frozenset(DETECTORS))
