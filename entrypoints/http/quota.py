"""A tenant's quota in an answer's headers, and the answer once it is used up."""

from collections.abc import Iterator
from http import HTTPStatus

from application.spend_quota import Spending
from domain.quota import MINUTE_SECONDS
from entrypoints.wire.errors import RequestError


def quota_headers(spending: Spending) -> dict[str, str]:
    """`RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10).

    What a quota does not limit is not named.
    """
    policies, states = [], []
    for name, unit, most, used in _limits(spending):
        policies.append(f'"{name}";q={most};w={MINUTE_SECONDS}{unit}')
        states.append(f'"{name}";r={max(0, most - used)};t={spending.seconds_left}')
    return {"RateLimit-Policy": ", ".join(policies), "RateLimit": ", ".join(states)}


def quota_exceeded(spending: Spending) -> RequestError:
    """429, with the limit, what is used, the unit, and when to try again."""
    over = " and ".join(f"{used:,} of {most:,} {name}" for name, _, most, used in _limits(spending) if used > most)
    wait = spending.seconds_left
    return RequestError(
        HTTPStatus.TOO_MANY_REQUESTS,
        "quota_exceeded",
        f"The tenant has used {over} in this minute. Try again in {wait} s.",
        {"Retry-After": str(wait)},
    )


def allowance_used_up(wait: int) -> RequestError:
    """429, with what would lift the limit and when to try again."""
    return RequestError(
        HTTPStatus.TOO_MANY_REQUESTS,
        "allowance_used_up",
        "This endpoint takes logs from anyone, and all senders together have used up what they may send for now. "
        f"Try again in {wait} s, or ask whoever runs it for a tenant's API key.",
        {"Retry-After": str(wait)},
    )


def _limits(spending: Spending) -> Iterator[tuple[str, str, int, int]]:
    quota, used = spending.quota, spending.used
    if quota.requests is not None:
        yield "requests", "", quota.requests, used.requests
    if quota.bytes is not None:
        yield "bytes", ';qu="content-bytes"', quota.bytes, used.bytes
