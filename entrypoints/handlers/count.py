"""`/tenants/{tenant_id}/logs/histogram` and `/facets`: count logs by time and by fields."""

from collections.abc import Sequence
from typing import Any

from aws_lambda_powertools.event_handler import Response

from application.reading import Reading
from domain.caller import Right
from domain.query.counting import ATTRIBUTE_PREFIX, LEVEL, SERVICE
from domain.timestamps import NANOSECONDS_A_SECOND, nanoseconds
from entrypoints.http.api import Api, Call
from entrypoints.http.models import (
    DEFAULT_BUCKETS,
    DEFAULT_TOP,
    MOST_BUCKETS,
    MOST_FIELDS,
    MOST_TOP,
    Bucket,
    Facet,
    Facets,
    FacetValue,
    Histogram,
    Scanned,
)
from entrypoints.http.search_parameters import SEARCH, Parameters, invalid, read_query

_DEFAULT_CHART_NANOSECONDS = 3_600 * NANOSECONDS_A_SECOND


def add_counting_routes(api: Api, logs: str, reading: Reading) -> None:
    """Add both routes below `logs`, the path of a tenant's logs."""
    routes = _Routes(reading)
    api.route(f"{logs}/histogram", "GET", right=Right.READ)(routes.histogram)
    api.route(f"{logs}/facets", "GET", right=Right.READ)(routes.facets)


class _Routes:
    """The functions that answer each route."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def histogram(self, call: Call, tenant_id: str) -> Response[Any]:
        """Count logs by time."""
        parameters = Parameters(call.request.query_pairs, (*SEARCH, "buckets", "by"))
        by_level = parameters.one("by")
        if by_level not in (None, LEVEL):
            raise invalid("by", "expected level")
        now = nanoseconds(self._reading.clock.now())
        query = read_query(tenant_id, parameters, now)
        until = now if query.until is None else query.until
        since = max(until - _DEFAULT_CHART_NANOSECONDS, 0) if query.since is None else query.since
        if until <= since:
            raise invalid("until", "the range is empty")
        chart = self._reading.chart_logs.chart(
            query, since, until, parameters.whole("buckets", DEFAULT_BUCKETS, 2, MOST_BUCKETS)
        )
        buckets = [
            Bucket(
                start=bar.start,
                count=sum(bar.counts.values()),
                counts={level or "none": count for level, count in bar.counts.items()} if by_level else None,
            )
            for bar in chart.bars
        ]
        histogram = Histogram(
            tenant_id=tenant_id,
            step_seconds=chart.step / NANOSECONDS_A_SECOND,
            buckets=buckets,
            complete=chart.complete,
            scanned=Scanned.model_validate(chart.scanned),
        )
        return call.compressed_document(histogram.model_dump_json(exclude_none=True))

    def facets(self, call: Call, tenant_id: str) -> Response[Any]:
        """Count the values of fields."""
        parameters = Parameters(call.request.query_pairs, (*SEARCH, "fields", "top"))
        values = self._reading.count_values.count(
            read_query(tenant_id, parameters, nanoseconds(self._reading.clock.now())),
            _fields(parameters),
            parameters.whole("top", DEFAULT_TOP, 1, MOST_TOP),
        )
        facets = [
            Facet(field=each.field, values=[FacetValue(value=value, count=count) for value, count in each.values])
            for each in values.fields
        ]
        scanned = Scanned.model_validate(values.scanned)
        found = Facets(tenant_id=tenant_id, facets=facets, complete=values.complete, scanned=scanned)
        return call.compressed_document(found.model_dump_json())


def _fields(parameters: Parameters) -> Sequence[str]:
    """The fields to count, without duplicates."""
    fields = list(dict.fromkeys((parameters.one("fields") or f"{LEVEL},{SERVICE}").split(",")))
    if len(fields) > MOST_FIELDS:
        raise invalid("fields", f"expected at most {MOST_FIELDS} fields")
    if any(field not in (LEVEL, SERVICE) and not field.startswith(ATTRIBUTE_PREFIX) for field in fields):
        raise invalid("fields", f"expected {LEVEL}, {SERVICE} or {ATTRIBUTE_PREFIX}<path>, separated by commas")
    return fields
