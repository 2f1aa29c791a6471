"""Limiting what a tenant may send by its quota."""

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
    """A tenant's quota and its usage in this minute, including this request."""

    quota: Quota
    used: Usage
    seconds_left: int

    @property
    def exceeded(self) -> bool:
        """Return whether this request exceeds the quota."""
        return any(
            most is not None and used > most
            for most, used in ((self.quota.requests, self.used.requests), (self.quota.bytes, self.used.bytes))
        )


class SpendQuota:
    """Counts each request of a tenant with a quota, including refused requests.

    For a tenant without a quota it does not call the counter. If the counter fails, requests pass: a quota protects
    tenants from one another, and its failure must not lock all of them out.
    """

    def __init__(self, *, access: AccessDirectory, counter: UsageCounter, clock: Clock) -> None:
        self._access = access
        self._counter = counter
        self._clock = clock

    def spend(self, tenant_id: str, size: int, counted: int | None = None) -> Spending | None:
        """Count a request with a body of `size` bytes. Return None without a quota, or if it could not be counted.

        `counted` is set when a compressed body is inflated: the bytes that were already counted for the same request.

        Raises LimitExceeded (`request_over_quota`) for a body that is larger than the quota of a whole minute. Such a
        request can never pass, so the caller must not retry. It is counted nevertheless.
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
                f"The request's body has {size:,} bytes, more than the tenant's quota of {quota.bytes:,} bytes a "
                "minute: split it.",
            )
        return Spending(quota, used, seconds_left(now))
