"""Counting what a tenant sends against its quota."""

import logging
from dataclasses import dataclass

from application.ports.access_directory import AccessDirectory
from application.ports.clock import Clock
from application.ports.usage_counter import UsageCounter
from domain.errors import LimitExceeded, PassingError
from domain.quota import Quota, Usage, minute_of, seconds_left

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Spending:
    """What the tenant has used of its quota in this minute, this request included."""

    quota: Quota
    used: Usage
    seconds_left: int

    @property
    def exceeded(self) -> bool:
        """Whether this request is one too many."""
        return any(
            most is not None and used > most
            for most, used in ((self.quota.requests, self.used.requests), (self.quota.bytes, self.used.bytes))
        )


class SpendQuota:
    """A tenant with a quota is charged for each request that was read for it, also for those that are refused.

    One without a quota costs no call. Where nobody can count, requests pass: a quota protects the tenants from one
    another, and must not keep all of them out.
    """

    def __init__(self, *, access: AccessDirectory, counter: UsageCounter, clock: Clock) -> None:
        self._access = access
        self._counter = counter
        self._clock = clock

    def spend(self, tenant_id: str, size: int, counted: int | None = None) -> Spending | None:
        """Count a request with a body of `size` bytes; None where no quota applies, or it could not be counted.

        `counted` is for a body that turned out to be larger than it came: how many of its bytes, and with them the
        request itself, have been counted already.

        Raises LimitExceeded (`request_over_quota`) for a body that no whole minute has room for: unlike one that comes
        too early, it can never be taken, so the caller must not try again. It is counted all the same.
        """
        usage = Usage(requests=1, bytes=size) if counted is None else Usage(requests=0, bytes=size - counted)
        try:
            quota = self._access.access(tenant_id).quota
            if not quota.limits_anything:
                return None
            now = self._clock.now()
            used = self._counter.add(tenant_id, minute_of(now), usage)
        except PassingError as error:
            _log.warning("quota_not_counted", extra={"tenant": tenant_id, "reason": error.reason})
            return None
        if quota.bytes is not None and size > quota.bytes:
            raise LimitExceeded(
                "request_over_quota",
                f"The request's body has {size:,} bytes; the tenant's quota is {quota.bytes:,} a minute.",
            )
        return Spending(quota, used, seconds_left(now))
