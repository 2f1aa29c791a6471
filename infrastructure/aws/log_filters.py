"""A query's filters as a DynamoDB FilterExpression, which reduces the data transferred, but not the data billed."""

from typing import TYPE_CHECKING

from domain.query.log_query import Conflicts, LogQuery
from domain.query.matching import content_test
from domain.query.values import json_fragment
from infrastructure.aws.log_items import LIVE

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

# Attribute names that are reserved words in DynamoDB and need placeholders in expressions.
_NAMES = {"#text": "text", "#level": "level", "#attributes": "attributes"}


class FilterExpression:
    """Passes all logs of the query, and some others: the caller tests text and attributes afterwards (content_test).

    `filters` is False for a query that only limits the time.
    """

    def __init__(self, query: LogQuery, processed_from: str | None = None) -> None:
        self.values: dict[str, AttributeValueTypeDef] = {}
        conditions = [LIVE]
        if query.levels is not None:
            conditions.append(self._one_of("#level", query.levels))
        if query.services is not None:
            conditions.append(self._one_of("service", query.services))
        if query.trace_id is not None:
            conditions.append(f"trace_id = {self._value(query.trace_id)}")
        if query.conflicts is not None:
            exists = "attribute_exists" if query.conflicts is Conflicts.ONLY else "attribute_not_exists"
            conditions.append(f"{exists}(conflicts_with)")
        if processed_from is not None:
            conditions.append(f"processed_at >= {self._value(processed_from)}")
        for placeholder in query.placeholders:
            value = self._value(placeholder)
            conditions.append(f"(contains(#text, {value}) OR contains(#attributes, {value}))")
        conditions += [
            f"contains(#attributes, {self._value(fragment)})"
            for test in query.attributes
            # DynamoDB refuses an empty string in `contains`.
            if not test.excluded and (fragment := json_fragment(test.value))
        ]
        self.text = " AND ".join(conditions)
        self.filters = len(conditions) > 1 or content_test(query) is not None
        self.names = {name: own for name, own in _NAMES.items() if name in self.text}

    def _one_of(self, name: str, wanted: tuple[str, ...]) -> str:
        return f"{name} IN ({', '.join(map(self._value, wanted))})" if wanted else "attribute_not_exists(tenant_id)"

    def _value(self, text: str) -> str:
        name = f":f{len(self.values)}"
        self.values[name] = {"S": text}
        return name
