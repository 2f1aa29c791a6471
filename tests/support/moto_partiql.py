"""Batches of PartiQL's INSERT and DELETE as in DynamoDB. moto's INSERT replaces an existing item."""

import json
import re
from typing import Any

import pytest
from moto.dynamodb.exceptions import ConditionalCheckFailed, MockValidationException
from moto.dynamodb.models import DynamoDBBackend

_TABLE = re.compile(r'INSERT INTO "([^"]+)"')
_DELETE = re.compile(r'DELETE FROM "([^"]+)" WHERE tenant_id = \? AND log_id = \?')
_NAME = re.compile(r"'([^']+)':\?")


def execute_as_dynamodb_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make an INSERT of a batch fail alone if its id is taken or its item is too large.

    A DELETE of an item that does not exist succeeds.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.insert.html
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.delete.html
    """
    monkeypatch.setattr(DynamoDBBackend, "batch_execute_statement", _batch_execute_statement)


def _batch_execute_statement(backend: DynamoDBBackend, statements: list[dict[str, Any]]) -> list[dict[str, Any]]:
    try:
        json.dumps(statements, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        # Text that is not valid UTF-8 is refused before any statement is executed.
        raise MockValidationException("The request is not valid UTF-8.") from None
    return [_execute(backend, statement["Statement"], statement["Parameters"]) for statement in statements]


def _execute(backend: DynamoDBBackend, statement: str, parameters: list[dict[str, Any]]) -> dict[str, Any]:
    if delete := _DELETE.fullmatch(statement):
        tenant_id, log_id = parameters
        backend.delete_item(delete[1], {"tenant_id": tenant_id, "log_id": log_id}, None, None, None)
        return {"TableName": delete[1]}
    return _insert(backend, statement, parameters)


def _insert(backend: DynamoDBBackend, statement: str, parameters: list[dict[str, Any]]) -> dict[str, Any]:
    table = _TABLE.findall(statement)[0]
    item = dict(zip(_NAME.findall(statement), parameters, strict=True))
    try:
        backend.put_item(table, item, condition_expression="attribute_not_exists(log_id)")
    except ConditionalCheckFailed:
        return {"Error": {"Code": "DuplicateItem", "Message": "Duplicate primary key exists in table"}}
    except MockValidationException as error:
        return {"Error": {"Code": "ValidationError", "Message": str(error.message)}}
    return {"TableName": table}
