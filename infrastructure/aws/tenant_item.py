"""A tenant's item in the table `tenants`, and reading it.

The item has separate attributes instead of one document, so that each function's role can be limited to the attributes
that it needs (template.yaml).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from domain.errors import CallerError, PassingError
from infrastructure.aws.errors import passing_errors

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = Mapping[str, Any]

LOGS_ATTRIBUTES = ("tenant_id", "redaction_policy", "retention_days", "level_retention_days", "erasures")


def read_item(
    client: "DynamoDBClient", *, table_name: str, tenant_id: str, attributes: tuple[str, ...] | None = None
) -> Item | None:
    """Return the tenant's item with these or all attributes, or None. Strongly consistent. Raises PassingError."""
    projection = {"ProjectionExpression": ", ".join(attributes)} if attributes else {}
    with passing_errors():
        answer = client.get_item(
            TableName=table_name,
            Key={"tenant_id": {"S": tenant_id}},
            ConsistentRead=True,
            **projection,  # type: ignore[arg-type]  # mypy does not see which argument it is
        )
    return answer.get("Item")


@contextmanager
def readable() -> Iterator[None]:
    """Raise PassingError for an item that cannot be read: a newer version may have written it, so a retry may help."""
    try:
        yield
    except (ValueError, KeyError, TypeError, AttributeError, CallerError) as error:
        raise PassingError("tenant_unreadable") from error


def number(item: Item, name: str) -> int | None:
    """Return an integer attribute, or None if the item does not have it."""
    return int(item[name]["N"]) if name in item else None


def numbers(**values: int | None) -> dict[str, Any]:
    """Return number attributes for all values that are not None."""
    return {name: {"N": str(value)} for name, value in values.items() if value is not None}
