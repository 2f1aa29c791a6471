"""Checks with AWS credentials, for settings and metrics that no answer shows."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3

from infrastructure.aws.log_items import INDEX
from infrastructure.aws.metrics import NAMESPACE
from tests.smoke.checks import Check, NotAsExpected
from tests.smoke.endpoint import Endpoint

_METRICS_WITHIN_SECONDS = 300.0
_PAUSE_SECONDS = 15.0


class Account:
    """The stack whose names have this prefix. Each method is one check."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix

    def checks(self) -> list[Check]:
        """Return all checks in order."""
        return [
            Check(
                "the tables expire items by expires_at",
                "logs with a retention are not deleted: enable time to live (docs/runbook.md, Restoring)",
                self.time_to_live,
                only_on_aws=True,
            ),
            Check(
                "table and index have a limit on writes",
                "deploy again: without the limit, the cost is unlimited",
                self.bounds,
                only_on_aws=True,
            ),
            Check(
                "pages of allowed origins get answers to preflights without a key, and may read a 401",
                "browsers cannot send: check AllowedOrigins and file an issue with the headers",
                self.web_pages,
            ),
            Check("the worker's event source is enabled", "see oldest-message in docs/runbook.md", self.event_source),
            Check(
                "the dashboard's search finds our own metrics",
                "the expression or the metric format is wrong, so the widgets are empty: file an issue",
                self.own_metrics,
                only_on_aws=True,
            ),
            Check("no dead letters", "`dlq list --aws` says why", self.dead_letters),
            Check("no alarm rings", "docs/runbook.md has each", self.alarms, only_on_aws=True),
        ]

    def time_to_live(self, _: Endpoint) -> str:
        """Check the expiry of the tables with expiring items."""
        for table in ("tenant_logs", "tenant_usage"):
            said = _client("dynamodb").describe_time_to_live(TableName=self._prefix + table)["TimeToLiveDescription"]
            if (said["TimeToLiveStatus"], said.get("AttributeName")) != ("ENABLED", "expires_at"):
                raise NotAsExpected(f"{table}: {said['TimeToLiveStatus']}")
        return "enabled by expires_at"

    def bounds(self, _: Endpoint) -> str:
        """Check the limits on writes a second."""
        table = _client("dynamodb").describe_table(TableName=self._prefix + "tenant_logs")["Table"]
        index = next(one for one in table["GlobalSecondaryIndexes"] if one["IndexName"] == INDEX)
        found = [int(part.get("OnDemandThroughput", {}).get("MaxWriteRequestUnits", -1)) for part in (table, index)]
        if min(found) < 1:
            raise NotAsExpected(f"table and index have {found}")
        return f"{found[0]:,} and {found[1]:,} writes a second"

    def web_pages(self, endpoint: Endpoint) -> str:
        """Check one of the allowed origins, if there are any."""
        name = f"{self._prefix}log-processor"
        pages = _client("apigatewayv2").get_paginator("get_apis").paginate()
        api = next((one for page in pages for one in page["Items"] if one["Name"] == name), None)
        if api is None:
            raise NotAsExpected(f"there is no API {name} in this account and region")
        origins = api.get("CorsConfiguration", {}).get("AllowOrigins", [])
        if not origins:
            return "AllowedOrigins is empty, so no page may use the API"
        asking = {"origin": origins[0], "access_control_request_method": "POST"}
        for answer, status in (
            (endpoint.ask("OPTIONS", "/ingest", with_key=False, **asking), 204),
            (endpoint.ask("GET", f"/tenants/{endpoint.tenant_id}/logs", with_key=False, origin=origins[0]), 401),
        ):
            allowed = answer.headers.get("access-control-allow-origin")
            if (answer.status, allowed) != (status, origins[0]):
                raise NotAsExpected(f"{answer.status} for {allowed or 'no origin'}")
        return f"so for {origins[0]}"

    def event_source(self, _: Endpoint) -> str:
        """Check whether the worker gets messages."""
        found = _client("lambda").list_event_source_mappings(FunctionName=f"{self._prefix}log-worker")
        (mapping,) = found["EventSourceMappings"]
        if mapping["State"] != "Enabled":
            raise NotAsExpected(f"{mapping['State']}: {mapping.get('LastProcessingResult')}")
        return f"enabled, at most {mapping.get('ScalingConfig', {}).get('MaximumConcurrency')} at once"

    def own_metrics(self, _: Endpoint) -> str:
        """Check the redactions that the previous checks have caused."""
        query = f'{{"{NAMESPACE}",service,kind}} service="{self._prefix}log-worker" MetricName="redacted"'
        deadline = time.monotonic() + _METRICS_WITHIN_SECONDS
        while True:
            now = datetime.now(UTC)
            series = _client("cloudwatch").get_metric_data(
                MetricDataQueries=[{"Id": "e1", "Expression": f"SEARCH('{query}', 'Sum', 300)"}],
                StartTime=now - timedelta(hours=1),
                EndTime=now,
            )["MetricDataResults"]
            if any(one["Values"] for one in series):
                return f"{len(series)} series"
            if time.monotonic() > deadline:
                raise NotAsExpected("no metric is found five minutes after a number was redacted")
            time.sleep(_PAUSE_SECONDS)

    def dead_letters(self, _: Endpoint) -> str:
        """Check for dead letters of any tenant."""
        sqs = _client("sqs")
        url = sqs.get_queue_url(QueueName=f"{self._prefix}log-processing-dead-letters")["QueueUrl"]
        name = "ApproximateNumberOfMessages"
        number = int(sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[name])["Attributes"][name])
        if number:
            raise NotAsExpected(f"{number} dead letters")
        return "none"

    def alarms(self, _: Endpoint) -> str:
        """Check the alarms of this stack."""
        name = f"{self._prefix}log-processor-"
        found = _client("cloudwatch").describe_alarms(AlarmNamePrefix=name)["MetricAlarms"]
        ringing = sorted(alarm["AlarmName"] for alarm in found if alarm["StateValue"] == "ALARM")
        if ringing or not found:
            raise NotAsExpected(", ".join(ringing) or "there are no alarms")
        return f"{len(found)}, none rings"


def _client(service: str) -> Any:
    return boto3.client(service)  # type: ignore[call-overload]  # the name is a variable
