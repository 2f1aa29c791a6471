"""Limiting what all senders together may send in open mode, where callers need no key."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from application.ports.clock import Clock
from application.ports.usage_counter import UsageCounter
from domain.errors import PassingError
from domain.quota import MINUTE_SECONDS, Usage, minute_of

_log = logging.getLogger(__name__)

# Stored like tenants' usage, under names that no tenant can have: a tenant id contains no tilde.
_IN_MINUTES, _IN_DAYS = "~minute", "~day"
_DAY_MINUTES = 24 * 60


@dataclass(frozen=True)
class Allowance:
    """The maximum that all senders together may send. It limits the cost of an open endpoint for its owner."""

    requests_per_minute: int
    requests_per_day: int
    bytes_per_day: int


class SpendAllowance:
    """Counts every request, including refused ones. After the allowance is used up, it no longer calls the counter.

    If the counter fails, requests pass, as for a tenant's quota.
    """

    def __init__(self, allowance: Allowance, *, counter: UsageCounter, clock: Clock) -> None:
        self._allowance = allowance
        self._counter = counter
        self._clock = clock
        self._used_up_until: datetime | None = None

    def spend(self, requests: int, size: int) -> int | None:
        """Count requests and bytes. Return None if they may pass, otherwise the seconds until requests pass again."""
        now = self._clock.now()
        if self._used_up_until is None or now >= self._used_up_until:
            self._used_up_until = self._add(now, Usage(requests, size))
        return None if self._used_up_until is None else int((self._used_up_until - now).total_seconds()) + 1

    def _add(self, now: datetime, usage: Usage) -> datetime | None:
        """Return when the next allowance begins if the present one is used up, otherwise None."""
        minute = minute_of(now)
        # The day's sum is stored under its last minute, because counters may delete sums minutes after their minute.
        day = minute - minute % _DAY_MINUTES + _DAY_MINUTES - 1
        try:
            if self._counter.add(_IN_MINUTES, minute, usage).requests > self._allowance.requests_per_minute:
                return _end_of(minute, now)
            used = self._counter.add(_IN_DAYS, day, usage)
        except PassingError as error:
            _log.warning("allowance_not_counted", extra={"reason": error.reason})
            return None
        over = used.requests > self._allowance.requests_per_day or used.bytes > self._allowance.bytes_per_day
        return _end_of(day, now) if over else None


def _end_of(minute: int, now: datetime) -> datetime:
    return datetime.fromtimestamp(0, now.tzinfo) + timedelta(seconds=(minute + 1) * MINUTE_SECONDS)
