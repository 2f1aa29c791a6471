"""Quotas: the maximum that a tenant may send in a minute."""

from dataclasses import dataclass
from datetime import datetime

MINUTE_SECONDS = 60


class InvalidQuota(ValueError):
    """The quota is invalid. The message says why."""


@dataclass(frozen=True)
class Usage:
    """The number of requests that a tenant has sent, and the size of their bodies after decompression, in bytes."""

    requests: int
    bytes: int


@dataclass(frozen=True)
class Quota:
    """The maximum that a tenant may send in one minute of the clock. None means unlimited. Raises InvalidQuota."""

    requests: int | None = None
    bytes: int | None = None

    def __post_init__(self) -> None:
        for name in ("requests", "bytes"):
            most = getattr(self, name)
            if most is not None and most < 1:
                raise InvalidQuota(f"A quota of {most} {name} a minute would refuse every request: set 1 or more.")

    @property
    def limits_anything(self) -> bool:
        """Return whether the quota sets any limit, so that usage must be counted."""
        return self.requests is not None or self.bytes is not None


NO_QUOTA = Quota()


def minute_of(moment: datetime) -> int:
    """Return the number of whole minutes since 1970."""
    return int(moment.timestamp()) // MINUTE_SECONDS


def seconds_left(moment: datetime) -> int:
    """Return the seconds until the next minute begins: 1 to 60."""
    return MINUTE_SECONDS - int(moment.timestamp()) % MINUTE_SECONDS
