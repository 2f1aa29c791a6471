"""The parameters of Loki's query routes, from the URL or from a form."""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from urllib.parse import parse_qs

from domain.caller import Caller, Right
from domain.log_time import MAX_TIME
from domain.logql.quantities import nanoseconds
from domain.logql.samples import Times
from domain.query.log_query import Order
from domain.tenant_id import check_tenant_id
from domain.timestamps import NANOSECONDS_A_SECOND, parse_nanoseconds
from entrypoints.http import headers
from entrypoints.http.access import check_reach
from entrypoints.http.errors import RequestError, bad_request
from entrypoints.http.request import Request, decode_utf8

_FORM = "application/x-www-form-urlencoded"
_HOUR = 3_600 * NANOSECONDS_A_SECOND
# Loki's defaults and limits.
_DEFAULT_LIMIT = 100
_MAX_LIMIT = 5_000
_DEFAULT_STEPS = 250
_MAX_STEPS = 11_000
# A number with fewer digits before its point counts seconds, as in Loki.
_NANOSECOND_DIGITS = 11
_NUMBER = re.compile(r"(-?[0-9]{1,19})(?:\.([0-9]{1,30}))?")


class Parameters:
    """The parameters of a request. An invalid one raises RequestError, which names the parameter."""

    def __init__(self, request: Request, *, now: int) -> None:
        """`now` is in nanoseconds since 1970."""
        written = request.raw_query
        if request.method == "POST" and request.media_type == _FORM:
            written = "&".join(filter(None, (written, decode_utf8(request.body()))))
        self._values: Mapping[str, Sequence[str]] = parse_qs(written, keep_blank_values=True, max_num_fields=1_000)
        self._now = now

    @property
    def query(self) -> str:
        """The LogQL query."""
        return self._one("query") or ""

    @property
    def after(self) -> str | None:
        """The cursor from which a live tail continues."""
        return self._one("after")

    def selectors(self) -> Sequence[str]:
        """Return the selectors of `match[]` (`match` in logcli) and `query`."""
        return [value for name in ("match[]", "match", "query") for value in self._values.get(name, ()) if value]

    def bounds(self) -> tuple[int, int]:
        """Return `start` and `end`, by default the last hour. `since` is a duration before `end`."""
        end = self._time("end", self._now)
        since = self._duration("since") if self._one("since") else _HOUR
        start = self._time("start", max(0, end - since))
        if start > end:
            raise bad_request("invalid_parameter", "start: must not be after end.")
        return start, end

    def tail_start(self) -> int:
        """Return `start`, by default an hour ago, but at most now, because a client's clock may be ahead."""
        return min(self._time("start", max(0, self._now - _HOUR)), self._now)

    def times(self) -> Times:
        """Return the times of a range query's samples."""
        start, end = self.bounds()
        step = self._step(max(1, (end - start) // _DEFAULT_STEPS // NANOSECONDS_A_SECOND) * NANOSECONDS_A_SECOND)
        if (end - start) // step >= _MAX_STEPS:
            raise bad_request("invalid_parameter", f"step: gives over {_MAX_STEPS:,} samples; make it longer.")
        return Times(start, end, step)

    def moment(self) -> Times:
        """Return the time of an instant query's one sample, by default now."""
        time = self._time("time", self._now)
        return Times(time, time, 1)

    def limit(self, default: int = _DEFAULT_LIMIT) -> int:
        """Return the maximum number of lines, at most 5,000."""
        written = self._one("limit")
        if not written:
            return default
        if not written.isascii() or not written.isdigit() or len(written) > len(str(_MAX_LIMIT)):
            raise bad_request("invalid_parameter", f"limit: must be a whole number from 1 to {_MAX_LIMIT:,}.")
        return min(int(written), _MAX_LIMIT) or default

    def order(self) -> Order:
        """Return the order of `direction`. `backward`, the default, is newest first."""
        match (self._one("direction") or "backward").lower():
            case "backward":
                return Order.NEWEST_FIRST
            case "forward":
                return Order.OLDEST_FIRST
        raise bad_request("invalid_parameter", "direction: must be forward or backward.")

    def names(self, name: str) -> tuple[str, ...]:
        """Return a list of labels, which the parameter separates by commas."""
        return tuple(filter(None, (self._one(name) or "").split(",")))

    def _one(self, name: str) -> str | None:
        values = self._values.get(name)
        return values[-1] if values else None

    def _time(self, name: str, default: int) -> int:
        written = self._one(name)
        if not written:
            return default
        try:
            time = _read_number(written) if _NUMBER.fullmatch(written) else parse_nanoseconds(written)
        except ValueError:
            raise bad_request(
                "invalid_parameter", f"{name}: must be nanoseconds or seconds since 1970, or RFC 3339."
            ) from None
        return min(max(time, 0), MAX_TIME)

    def _step(self, default: int) -> int:
        return self._duration("step") if self._one("step") else default

    def _duration(self, name: str) -> int:
        """Read `15s` or `15000ms`, or seconds: `15`, `0.5`."""
        written = self._one(name) or ""
        if found := _NUMBER.fullmatch(written):
            duration: int | None = round(float(found[0]) * NANOSECONDS_A_SECOND)
        else:
            duration = nanoseconds(written)
        if duration is None or not 0 < duration <= MAX_TIME:
            raise bad_request("invalid_parameter", f"{name}: must be a duration such as 15s, or seconds.")
        return duration


def _read_number(written: str) -> int:
    whole, _, fraction = written.partition(".")
    if not fraction and len(whole.lstrip("-")) >= _NANOSECOND_DIGITS:
        return int(whole)
    # Read the digits, because a float cannot hold nanoseconds since 1970.
    return int(whole) * NANOSECONDS_A_SECOND + int(fraction[:9].ljust(9, "0") or 0)


def tenant_of(request: Request, caller: Caller) -> str:
    """Return the tenant from a header, otherwise from the key. Raises RequestError if there is none, and InvalidLog."""
    named = request.headers.get(headers.ORGANISATION) or request.headers.get(headers.TENANT)
    if named is not None:
        check_reach(caller, Right.READ, check_tenant_id(named))
        return named
    if caller.tenant_id is None:
        raise RequestError(
            HTTPStatus.UNAUTHORIZED, "missing_tenant", "no org id: send the tenant's id as X-Scope-OrgID"
        )
    return caller.tenant_id
