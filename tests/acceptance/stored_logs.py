"""Reading the installation's stored logs, through its API or directly from its table."""

import json
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from tests.acceptance.client import Client
from tests.acceptance.expectation import CheckFailed, NotAvailable, expect

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_PAGE = 100


@dataclass(frozen=True)
class StoredLog:
    """The fields of a log that both ways of reading return."""

    log_id: str
    text: str = field(repr=False)
    source: str
    redactions: Mapping[str, int]
    attributes: Mapping[str, Any] = field(repr=False)
    # The time as sortable text (RFC 3339 without Z, or 20 digits of nanoseconds), and the position in the request.
    place: tuple[str, int]


class StoredLogs(ABC):
    """Both methods raise CheckFailed for an invalid log, and NotAvailable if a retry may help."""

    @abstractmethod
    def find(self, tenant_id: str, log_id: str) -> StoredLog | None:
        """Return the log with exactly this id; None until it is stored."""

    @abstractmethod
    def all_of(self, tenant_id: str) -> list[StoredLog]:
        """Return every log of the tenant, as often as it is listed."""


class ApiStoredLogs(StoredLogs):
    """Reads through `GET /tenants/{tenant_id}/logs`. Lists must be newest first."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def find(self, tenant_id: str, log_id: str) -> StoredLog | None:  # noqa: D102 - the base class documents it
        answer = self._client.get(f"/tenants/{quote(tenant_id)}/logs/{quote(log_id, safe='')}")
        if answer.status == 404:
            return None
        answer.expect_status(200)
        document = answer.json_object()
        expect(document.get("tenant_id") == tenant_id, f"{answer.sent} answered with another tenant's id")
        expect(document.get("log_id") == log_id, f"{answer.sent} answered with another log's id")
        expect(isinstance(document.get("conflicts"), list), f"{answer.sent} answered without a list of conflicts")
        return _from_api(document)

    def all_of(self, tenant_id: str) -> list[StoredLog]:  # noqa: D102
        documents: list[Mapping[str, Any]] = []
        cursor: str | None = None
        while True:
            page = self._page(tenant_id, cursor)
            documents += page["logs"]
            cursor = page.get("next_cursor")
            if cursor is None:
                break
        logs = [_from_api(document) for document in documents]
        places = [(log.place, log.log_id) for log in logs]
        expect(places == sorted(places, reverse=True), f"The logs of {tenant_id} are not listed newest first")
        return logs

    def _page(self, tenant_id: str, cursor: str | None) -> dict[str, Any]:
        query = {"limit": str(_PAGE)} | ({"cursor": cursor} if cursor else {})
        answer = self._client.get(f"/tenants/{quote(tenant_id)}/logs?{urlencode(query)}")
        answer.expect_status(200)
        page = answer.json_object()
        expect(page.get("tenant_id") == tenant_id, f"The list of {tenant_id} does not name its tenant")
        logs = page.get("logs")
        expect(isinstance(logs, list), f"The list of {tenant_id} has no logs member")
        expect(len(page["logs"]) <= _PAGE, f"A page of {tenant_id} has more than the {_PAGE} requested logs")
        expect(page["logs"] or not page.get("next_cursor"), f"An empty page of {tenant_id} has a next one")
        return page


class TableStoredLogs(StoredLogs):
    """Reads the DynamoDB table directly, strongly consistent, for a stack whose read routes are not public."""

    def __init__(self, table: str, client: "DynamoDBClient") -> None:
        self._table = table
        self._client = client

    @classmethod
    def connect(cls, table: str) -> "TableStoredLogs":
        """Connect with the region, credentials and endpoint that boto3 finds.

        Raises CheckFailed if the table is unreadable.
        """
        # Imported here, because reading through the API needs no boto3.
        import boto3  # noqa: PLC0415

        with _translated(table):
            stored = cls(table, boto3.client("dynamodb"))
        stored.find("verify", "no-such-log")
        return stored

    def find(self, tenant_id: str, log_id: str) -> StoredLog | None:  # noqa: D102
        with _translated(self._table):
            answer = self._client.get_item(
                TableName=self._table,
                Key={"tenant_id": {"S": tenant_id}, "log_id": {"S": log_id}},
                ConsistentRead=True,
            )
        item = answer.get("Item")
        return None if item is None else _from_table(item)

    def all_of(self, tenant_id: str) -> list[StoredLog]:  # noqa: D102
        with _translated(self._table):
            pages = self._client.get_paginator("query").paginate(
                TableName=self._table,
                KeyConditionExpression="tenant_id = :tenant",
                ExpressionAttributeValues={":tenant": {"S": tenant_id}},
                ConsistentRead=True,
            )
            return [_from_table(item) for page in pages for item in page["Items"]]


@contextmanager
def _translated(table: str) -> Iterator[None]:
    """Translate boto3's errors."""
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - as boto3 above

    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "unknown error")
        passing = "Throttl" in code or "Throughput" in code or code in {"InternalServerError", "RequestLimitExceeded"}
        failure = NotAvailable if passing else CheckFailed
        raise failure(f"The table {table} could not be read: {code}") from error
    except BotoCoreError as error:
        raise CheckFailed(f"The table {table} could not be read: {str(error).rstrip('.')}") from error


def _from_api(document: Mapping[str, Any]) -> StoredLog:
    log_id = document.get("log_id", "without an id")
    for name in ("time", "received_at", "processed_at"):
        expect(_is_moment(document.get(name)), f"The log {log_id} is shown without a {name} in RFC 3339")
    expect(isinstance(document.get("ordinal"), int), f"The log {log_id} is shown without its ordinal")
    expect(isinstance(document.get("policy_version"), str), f"The log {log_id} is shown without its policy_version")
    try:
        return _checked(
            StoredLog(
                log_id=document["log_id"],
                text=document["text"],
                source=document["source"],
                redactions=document["redactions"],
                attributes=document["attributes"],
                place=(document["time"].removesuffix("Z"), document["ordinal"]),
            )
        )
    except KeyError as missing:
        raise CheckFailed(f"The log {log_id} is shown without its {missing}") from None


def _from_table(item: Mapping[str, Any]) -> StoredLog:
    log_id = item["log_id"]["S"]
    try:
        return _checked(
            StoredLog(
                log_id=log_id,
                text=item["text"]["S"],
                source=item["source"]["S"],
                redactions={kind: int(count["N"]) for kind, count in item["redactions"]["M"].items()},
                attributes=json.loads(item["attributes"]["S"]),
                place=(f"{int(item['time']['N']):020d}", int(item["ordinal"]["N"])),
            )
        )
    except (KeyError, ValueError) as error:
        raise CheckFailed(f"The item of the log {log_id} is not as documented ({type(error).__name__})") from None


def _checked(log: StoredLog) -> StoredLog:
    well_typed = (
        all(isinstance(value, str) for value in (log.log_id, log.text, log.source))
        and isinstance(log.redactions, Mapping)
        and isinstance(log.attributes, Mapping)
    )
    expect(well_typed, f"The log {log.log_id} has a member of a wrong type")
    return log


def _is_moment(value: object) -> bool:
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False
