"""How much a tenant may send in a minute."""

from dataclasses import dataclass
from datetime import datetime

MINUTE_SECONDS = 60


class InvalidQuota(ValueError):
    """A quota that nobody could keep to; the words say why."""


@dataclass(frozen=True)
class Usage:
    """What was sent: requests, and the bytes of their bodies as they came over the wire."""

    requests: int
    bytes: int


@dataclass(frozen=True)
class Quota:
    """What may be sent in one minute of the clock; None is without limit. Raises InvalidQuota."""

    requests: int | None = None
    bytes: int | None = None

    def __post_init__(self) -> None:
        for name in ("requests", "bytes"):
            most = getattr(self, name)
            if most is not None and most < 1:
                raise InvalidQuota(f"A quota of {most} {name} a minute lets nothing through; give 1 or more, or none.")

    @property
    def limits_anything(self) -> bool:
        """Whether there is anything to count for."""
        return self.requests is not None or self.bytes is not None


NO_QUOTA = Quota()


def minute_of(moment: datetime) -> int:
    """The minute that a moment is in, counted since 1970."""
    return int(moment.timestamp()) // MINUTE_SECONDS


def seconds_left(moment: datetime) -> int:
    """Whole seconds until the next minute begins: from 1 to 60."""
    return MINUTE_SECONDS - int(moment.timestamp()) % MINUTE_SECONDS
