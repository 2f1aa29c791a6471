"""Headers with the state of a tenant's quota, and the errors for a quota that is used up."""

from collections.abc import Iterator
from http import HTTPStatus

from application.spend_quota import Spending
from domain.quota import MINUTE_SECONDS
from entrypoints.http.errors import RequestError


def quota_headers(spending: Spending) -> dict[str, str]:
    """Return the headers `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10)."""
    policies, states = [], []
    for name, unit, most, used in _limits(spending):
        policies.append(f'"{name}";q={most};w={MINUTE_SECONDS}{unit}')
        states.append(f'"{name}";r={max(0, most - used)};t={spending.seconds_left}')
    return {"RateLimit-Policy": ", ".join(policies), "RateLimit": ", ".join(states)}


def quota_exceeded(spending: Spending) -> RequestError:
    """Return a 429 error that names the limit, the usage, and when to try again."""
    over = " and ".join(f"{used:,} of {most:,} {name}" for name, _, most, used in _limits(spending) if used > most)
    wait = spending.seconds_left
    return RequestError(
        HTTPStatus.TOO_MANY_REQUESTS,
        "quota_exceeded",
        f"The tenant has used {over} in this minute. Try again in {wait} s.",
        {"Retry-After": str(wait)},
    )


def allowance_used_up(wait: int) -> RequestError:
    """Return a 429 error that says when to try again, and that a key lifts the limit."""
    return RequestError(
        HTTPStatus.TOO_MANY_REQUESTS,
        "allowance_used_up",
        "Anyone may send logs to this endpoint, and all senders together have reached its limit. Try again in "
        f"{wait} s, or ask its operator for a tenant's API key.",
        {"Retry-After": str(wait)},
    )


def _limits(spending: Spending) -> Iterator[tuple[str, str, int, int]]:
    quota, used = spending.quota, spending.used
    if quota.requests is not None:
        yield "requests", "", quota.requests, used.requests
    if quota.bytes is not None:
        yield "bytes", ';qu="content-bytes"', quota.bytes, used.bytes
