"""Rules of the deployment that no linter knows.

Each is a function that yields the violations in a translated template.
"""

import ast
import json
import re
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from typing import Any

from application.ports.metrics import Metric
from domain.limits import MAX_ENVELOPE_BYTES, WORKER_RESERVE_SECONDS, Limits
from domain.retention import DEAD_LETTER_RETENTION_DAYS, QUEUE_RETENTION_DAYS
from entrypoints.auth_mode import AuthMode
from entrypoints.cli.aws_prices import ALARMED_BYTES, ALARMED_SECONDS
from entrypoints.deployment.template import Template, resolved
from entrypoints.http.web_pages import PAGE_HEADERS, PAGE_METHODS, PREFLIGHT_SECONDS, SHOWN_HEADERS
from infrastructure.aws.access_item import ACCESS_ATTRIBUTES
from infrastructure.aws.erasure_markers import MARKER_ATTRIBUTES
from infrastructure.aws.log_items import INDEX
from infrastructure.aws.metrics import FAILED_ATTEMPTS, NAMESPACE
from infrastructure.aws.tenant_item import LOGS_ATTRIBUTES
from tests.support.template import (
    DEAD_LETTER_QUEUE,
    LOG_PROCESSING_QUEUE,
    TENANT_LOGS,
    TENANT_USAGE,
    TENANTS,
    resolve,
)

Properties = dict[str, Any]
Rule = Callable[[Template], Iterator[str]]

RULES: list[Rule] = []

# The reason of a dead letter is a message attribute and counts towards its size.
REASON_BYTES = 1024
DEFAULT_RETENTION_SECONDS = 345_600
TRACES = {("*", "xray:PutTraceSegments"), ("*", "xray:PutTelemetryRecords")}
GRANTS = {
    "IngestApi": {
        (LOG_PROCESSING_QUEUE, "sqs:SendMessage"),
        (TENANTS, "dynamodb:GetItem"),
        (TENANT_USAGE, "dynamodb:UpdateItem"),
        (LOG_PROCESSING_QUEUE, "sqs:GetQueueAttributes"),
        ("IngestApiLogGroup", "logs:CreateLogStream"),
        ("IngestApiLogGroup", "logs:PutLogEvents"),
        *TRACES,
    },
    "LogWorker": {
        (LOG_PROCESSING_QUEUE, "sqs:ReceiveMessage"),
        (LOG_PROCESSING_QUEUE, "sqs:DeleteMessage"),
        (LOG_PROCESSING_QUEUE, "sqs:GetQueueAttributes"),
        (LOG_PROCESSING_QUEUE, "sqs:ChangeMessageVisibility"),
        (LOG_PROCESSING_QUEUE, "sqs:SendMessage"),
        (DEAD_LETTER_QUEUE, "sqs:SendMessage"),
        (TENANT_LOGS, "dynamodb:PutItem"),
        (TENANT_LOGS, "dynamodb:PartiQLInsert"),
        (TENANT_LOGS, "dynamodb:BatchGetItem"),
        (TENANT_LOGS, "dynamodb:GetItem"),
        (TENANTS, "dynamodb:GetItem"),
        ("MasterSecret", "secretsmanager:GetSecretValue"),
        ("LogWorkerLogGroup", "logs:CreateLogStream"),
        ("LogWorkerLogGroup", "logs:PutLogEvents"),
        *TRACES,
    },
    "ReadApi": {
        (TENANTS, "dynamodb:GetItem"),
        (TENANTS, "dynamodb:UpdateItem"),
        ("MasterSecret", "secretsmanager:GetSecretValue"),
        ("ReadApiLogGroup", "logs:CreateLogStream"),
        ("ReadApiLogGroup", "logs:PutLogEvents"),
        *TRACES,
    },
}
VARIABLES = {
    "IngestApi": {
        "QUEUE_URL",
        "SECONDS_PER_CHARACTER",
        "WORKER_TIMEOUT_SECONDS",
        "AUTH_MODE",
        "TENANTS_TABLE_NAME",
        "TENANT_USAGE_TABLE_NAME",
        "OPEN_REQUESTS_PER_MINUTE",
        "OPEN_REQUESTS_PER_DAY",
        "OPEN_MEGABYTES_PER_DAY",
    },
    "LogWorker": {
        "QUEUE_URL",
        "DEAD_LETTER_QUEUE_URL",
        "TABLE_NAME",
        "TENANTS_TABLE_NAME",
        "MASTER_SECRET_ID",
        "SECONDS_PER_CHARACTER",
    },
    "ReadApi": {
        "TABLE_NAME",
        "TENANTS_TABLE_NAME",
        "TENANT_READER_ROLE_ARN",
        "TENANT_ERASER_ROLE_ARN",
        "MASTER_SECRET_ID",
    },
}


def _only(attributes: Sequence[str]) -> dict[str, Any]:
    """Return the condition of reads that may request only these attributes."""
    return {
        "ForAllValues:StringEquals": {"dynamodb:Attributes": list(attributes)},
        # A request that names no attribute gets all of them, and ForAllValues alone would allow it.
        "Null": {"dynamodb:Attributes": "false"},
        "StringEqualsIfExists": {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"},
    }


TAGS_ONLY = _only(["tenant_id", "log_id", "content_tag"])
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
SHOWING_NOTHING = {"StringEqualsIfExists": {"dynamodb:ReturnValues": "NONE"}}
# Reads and writes of a tenant's erasure markers, which change nothing else of the item.
MARKING = _only(MARKER_ATTRIBUTES)
MARKING["StringEqualsIfExists"] |= SHOWING_NOTHING["StringEqualsIfExists"]
# The attributes of a tenant that each function may read, for each kind of read.
SEEN_OF_TENANTS = {
    "IngestApiRole": [_only(ACCESS_ATTRIBUTES)],
    "ReadApiRole": [_only(ACCESS_ATTRIBUTES), _only(LOGS_ATTRIBUTES), MARKING],
    "LogWorkerRole": [_only(LOGS_ATTRIBUTES)],
}
TENANT_READER, TENANT_ERASER = "TenantReaderRole", "TenantEraserRole"
_KEY_NAMED = {"Null": {"dynamodb:LeadingKeys": "false"}}
# Reads with the rights of a tenant: of the table by its id, of the index by its shards.
OF_ONE_TENANT = {
    "TenantLogs": {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["${aws:PrincipalTag/tenant}"]}} | _KEY_NAMED,
    str({"Fn::Sub": f"${{{TENANT_LOGS}.Arn}}/index/{INDEX}"}): {
        "ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["${aws:PrincipalTag/tenant}#*"]}
    }
    | _KEY_NAMED,
}
_OF_TENANT = OF_ONE_TENANT["TenantLogs"]["ForAllValues:StringEquals"]
_ATTRIBUTES = _only(["tenant_id", "log_id", "received_at"])
# Erasing finds only ids, and a deletion does not return the deleted item.
ERASING_OF_ONE_TENANT = {
    "dynamodb:Query": {
        "ForAllValues:StringEquals": _OF_TENANT | _ATTRIBUTES["ForAllValues:StringEquals"],
        "Null": _KEY_NAMED["Null"] | _ATTRIBUTES["Null"],
        "StringEqualsIfExists": _ATTRIBUTES["StringEqualsIfExists"],
    },
    "dynamodb:PartiQLDelete": OF_ONE_TENANT["TenantLogs"] | SHOWING_NOTHING,
}
BY_LAMBDA = {
    "Effect": "Allow",
    "Principal": {"Service": "lambda.amazonaws.com"},
    "Action": "sts:AssumeRole",
}
TAGGED_BY_READ_API = {
    "Effect": "Allow",
    "Principal": {"AWS": {"Fn::GetAtt": ["ReadApiRole", "Arn"]}},
    "Action": ["sts:AssumeRole", "sts:TagSession"],
    "Condition": {
        "Null": {"aws:RequestTag/tenant": "false"},
        "ForAllValues:StringEquals": {"aws:TagKeys": ["tenant"]},
    },
}
ROUTES = {
    "$default": ("x-amazon-apigateway-any-method", "${IngestApi.Arn}"),
    "/console": ("x-amazon-apigateway-any-method", "${ReadApi.Arn}"),
    "/console/{proxy+}": ("x-amazon-apigateway-any-method", "${ReadApi.Arn}"),
    "/loki/api/v1/{proxy+}": ("get", "${ReadApi.Arn}"),
    "/tenants/{proxy+}": ("x-amazon-apigateway-any-method", "${ReadApi.Arn}"),
}
# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html
KEPT = ("RetainExceptOnCreate", "Retain")
# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: the concurrency of a new account may be this
# low.
NEW_ACCOUNT_RUNS = 10
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html, for standard queues
MESSAGES_IN_FLIGHT = 120_000
ALLOWANCE = {"OpenRequestsPerMinute": 2000, "OpenRequestsPerDay": 200_000, "OpenMegabytesPerDay": 200}
# Requests a second of all routes together. test_cost.py calculates their cost for a day.
MOST_REQUESTS = 40
PRINCIPALS = {"lambda.amazonaws.com", "apigateway.amazonaws.com"}
PARTITIONS = {"aws", "aws-us-gov", "aws-cn"}
MEASURED_WORKER_MEGABYTES = 104
DAY_SECONDS = 86_400
HOUR_SECONDS = 3600
ALARMED_COUNTS = {
    metric.title for metric in (Metric.ACCEPTED, Metric.STORED, Metric.ALREADY_STORED, Metric.CONFLICTS, Metric.ERASED)
}
READING = (
    *("dynamodb:Get", "dynamodb:BatchGet", "dynamodb:Query", "dynamodb:Scan"),
    # An INSERT returns nothing; UPDATE and DELETE can return stored attributes.
    *("dynamodb:PartiQLSelect", "dynamodb:PartiQLUpdate", "dynamodb:PartiQLDelete", "dynamodb:PartiQL*", "dynamodb:*"),
)
# The property with the physical name of each type. Roles have none, so that a deployment needs no CAPABILITY_NAMED_IAM.
NAMES = {
    "AWS::ApiGatewayV2::Api": ("Body", "info", "title"),
    "AWS::DynamoDB::Table": ("TableName",),
    "AWS::Lambda::Function": ("FunctionName",),
    "AWS::Logs::LogGroup": ("LogGroupName",),
    "AWS::SQS::Queue": ("QueueName",),
    "AWS::SecretsManager::Secret": ("Name",),
    "AWS::CloudWatch::Alarm": ("AlarmName",),
    "AWS::CloudWatch::Dashboard": ("DashboardName",),
    "AWS::Budgets::Budget": ("Budget", "BudgetName"),
}
# The property of each type of resource that names its encryption key.
KEYS = {
    "AWS::DynamoDB::Table": ("SSESpecification", "KMSMasterKeyId"),
    "AWS::Lambda::Function": ("KmsKeyArn",),
    "AWS::Logs::LogGroup": ("KmsKeyId",),
    "AWS::SQS::Queue": ("KmsMasterKeyId",),
    "AWS::SecretsManager::Secret": ("KmsKeyId",),
}
DASHBOARD_WIDTH = 24
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html: a namespace or dimension
# with a character that is not alphanumeric needs double quotes. AWS's own examples do not quote their "AWS/…".
_NAME = r"""(?:(?:AWS/)?[A-Za-z0-9]+|"[^"']+")"""
_TERM = r"""[A-Za-z0-9]+="[^"']+\""""
SEARCH = re.compile(rf"""SEARCH\('\{{{_NAME}(?:,{_NAME})*\}}(?: {_TERM})+', '[A-Za-z0-9]+', [1-9]\d*\)""")
# Ids, sizes and times, which reveal nothing about senders and logs.
LOGGED = {
    "requestId",
    "requestTime",
    "routeKey",
    "status",
    "responseLength",
    "responseLatency",
    "integrationLatency",
    "integrationStatus",
}


def rule(law: Rule) -> Rule:
    """Add the rule to those that are tested."""
    RULES.append(law)
    return law


@rule
def retries_wait_for_the_worker(template: Template) -> Iterator[str]:
    """Messages stay hidden for at least six times the timeout of their worker."""
    for function, queue_id in _workers(template):
        queue = _properties(template, queue_id)
        if queue.get("VisibilityTimeout", 0) < 6 * _timeout(template, function):
            yield queue_id


@rule
def batches_are_answered_in_part(template: Template) -> Iterator[str]:
    """Only those messages of a batch are redelivered that the worker reports as failed."""
    for mapping_id, mapping in _of_type(template, "AWS::Lambda::EventSourceMapping"):
        if mapping.get("FunctionResponseTypes") != ["ReportBatchItemFailures"]:
            yield mapping_id


@rule
def workers_are_bounded(template: Template) -> Iterator[str]:
    """The event source limits the number of workers."""
    for mapping_id, mapping in _of_type(template, "AWS::Lambda::EventSourceMapping"):
        if not mapping.get("ScalingConfig", {}).get("MaximumConcurrency"):
            yield mapping_id


@rule
def workers_leave_a_new_account_room(template: Template) -> Iterator[str]:
    """By default the worker uses at most half of the concurrency of a new account."""
    for mapping_id, mapping in _of_type(template, "AWS::Lambda::EventSourceMapping"):
        if resolve(mapping["ScalingConfig"]["MaximumConcurrency"], template) > NEW_ACCOUNT_RUNS / 2:
            yield mapping_id


@rule
def open_endpoints_say_so(template: Template) -> Iterator[str]:
    """An output says clearly whether anyone may send logs, and how to change that."""
    said = {
        mode: str(resolved(template["Outputs"].get("WhoMaySend", {}), template, {"AuthMode": mode}))
        for mode in AuthMode
    }
    if "OPEN" not in said[AuthMode.OPEN] or "AuthMode=key" not in said[AuthMode.OPEN]:
        yield "open"
    if "closed" not in said[AuthMode.KEY]:
        yield "key"


@rule
def dead_letters_outlive_the_queue(template: Template) -> Iterator[str]:
    """The dead-letter queue keeps messages longer than the queue."""
    for _, queue_id in _workers(template):
        if _retention(template, _dead_letter_queue(template, queue_id)) <= _retention(template, queue_id):
            yield queue_id


@rule
def crashes_are_survived(template: Template) -> Iterator[str]:
    """A message is received five to eight times before it becomes a dead letter."""
    for _, queue_id in _workers(template):
        if _receives(template, queue_id) not in range(5, 9):
            yield queue_id


@rule
def messages_outlive_their_receives(template: Template) -> Iterator[str]:
    """A message is kept until it has been received as often as allowed."""
    for _, queue_id in _workers(template):
        visibility = _properties(template, queue_id).get("VisibilityTimeout", 0)
        if _retention(template, queue_id) <= visibility * _receives(template, queue_id):
            yield queue_id


@rule
def dead_letters_come_from_the_queue_alone(template: Template) -> Iterator[str]:
    """The dead-letter queue accepts redriven messages only from its own queue, by its exact name."""
    for _, queue_id in _workers(template):
        dead_letter_queue_id = _dead_letter_queue(template, queue_id)
        policy = _properties(template, dead_letter_queue_id).get("RedriveAllowPolicy", {})
        sources = resolve(policy.get("sourceQueueArns", []), template)
        name = resolve(_properties(template, queue_id).get("QueueName"), template)
        if policy.get("redrivePermission") != "byQueue" or [arn.split(":")[-1] for arn in sources] != [name]:
            yield dead_letter_queue_id


@rule
def queues_take_every_envelope(template: Template) -> Iterator[str]:
    """The queue accepts the largest envelope, and the dead-letter queue accepts it with a reason."""
    for _, queue_id in _workers(template):
        if _properties(template, queue_id).get("MaximumMessageSize", 0) < MAX_ENVELOPE_BYTES:
            yield queue_id
        dead_letters = _properties(template, _dead_letter_queue(template, queue_id))
        if dead_letters.get("MaximumMessageSize", 0) < MAX_ENVELOPE_BYTES + REASON_BYTES:
            yield _dead_letter_queue(template, queue_id)


@rule
def handlers_exist(template: Template) -> Iterator[str]:
    """Each function's handler is a name in an existing module of its package."""
    for function_id, function in _of_type(template, "AWS::Lambda::Function"):
        module, _, name = function.get("Handler", "").rpartition(".")
        spec = find_spec(module)
        if spec is None or spec.origin is None or name not in _bound_names(Path(spec.origin)):
            yield function_id


@rule
def ingest_knows_the_worker_timeout(template: Template) -> Iterator[str]:
    """ingest-api refuses logs by the timeout that the worker really has."""
    for function, _ in _workers(template):
        told = _variables(template, "IngestApi").get("WORKER_TIMEOUT_SECONDS")
        if told != str(_timeout(template, function)):
            yield f"{told} is not the Timeout of {function}"


@rule
def settings_leave_room_for_a_log(template: Template) -> Iterator[str]:
    """With every allowed number of seconds per character, some log can be accepted."""
    parameter = template["Parameters"]["SecondsPerCharacter"]
    for function, _ in _workers(template):
        for bound in ("MinValue", "MaxValue"):
            try:
                Limits.derive(
                    seconds_per_character=parameter.get(bound, float("inf")),
                    worker_timeout_seconds=_timeout(template, function),
                )
            except ValueError:
                yield bound


@rule
def functions_get_what_they_need(template: Template) -> Iterator[str]:
    """Each function's environment has exactly the variables that it uses."""
    for function_id, _ in _of_type(template, "AWS::Lambda::Function"):
        if set(_variables(template, function_id)) != VARIABLES.get(function_id):
            yield function_id


@rule
def roles_grant_what_is_needed(template: Template) -> Iterator[str]:
    """Each function has its own role, which allows exactly what the function does."""
    for function_id, function in _of_type(template, "AWS::Lambda::Function"):
        role = _properties(template, _logical_id(function.get("Role")))
        granted = {
            (_logical_id(resource), action)
            for statement in _allows(role)
            for resource, action in product(_listed(statement["Resource"]), _listed(statement["Action"]))
        }
        if granted != GRANTS.get(function_id):
            yield function_id


@rule
def grants_have_no_wildcards(template: Template) -> Iterator[str]:
    """No role allows an action or a resource by a wildcard, except for X-Ray, which has no resources to name."""
    for role_id, role in _of_type(template, "AWS::IAM::Role"):
        for statement in _allows(role):
            actions = _listed(statement.get("Action", "*"))
            resources = [] if set(actions) <= {action for _, action in TRACES} else _listed(statement.get("Resource"))
            if any(set("*?") & set(str(granted)) for granted in actions + resources):
                yield f"{role_id}: {statement.get('Sid')}"


@rule
def policies_are_written_here(template: Template) -> Iterator[str]:
    """All policies are written in the roles themselves, where they can be read and tested."""
    for role_id, role in _of_type(template, "AWS::IAM::Role"):
        if role.get("ManagedPolicyArns"):
            yield role_id
    for policy_type in ("AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::ManagedPolicy"):
        for policy_id, _ in _of_type(template, policy_type):
            yield policy_id


@rule
def stored_texts_are_read_as_their_tenant(template: Template) -> Iterator[str]:
    """Only the tenants' own role may read texts, and only those of the session's tenant."""
    for role_id, role in _of_type(template, "AWS::IAM::Role"):
        for statement, resource in _reads(role):
            if TENANT_LOGS not in resource:
                continue
            allowed = OF_ONE_TENANT.get(resource) if role_id == TENANT_READER else TAGS_ONLY
            if role_id == TENANT_ERASER:
                allowed = ERASING_OF_ONE_TENANT.get(str(statement.get("Action")))
            if allowed is None or statement.get("Condition") != allowed:
                yield f"{role_id}: {resource}"


@rule
def puts_show_nothing_stored(template: Template) -> Iterator[str]:
    """A role that may put logs may not request the replaced item."""
    for role_id, role in _of_type(template, "AWS::IAM::Role"):
        for statement in _allows(role):
            adds = {"dynamodb:PutItem", "dynamodb:PartiQLInsert"} & set(_listed(statement.get("Action")))
            if adds and statement.get("Condition") != SHOWING_NOTHING:
                yield role_id


@rule
def tenants_are_shown_in_part(template: Template) -> Iterator[str]:
    """ingest-api reads only a tenant's keys and quota, the worker only policy and retention, and read-api both."""
    for role_id, role in _of_type(template, "AWS::IAM::Role"):
        for statement, resource in _reads(role):
            if resource == TENANTS and statement.get("Condition") not in SEEN_OF_TENANTS.get(role_id, []):
                yield role_id


@rule
def sessions_are_of_one_tenant(template: Template) -> Iterator[str]:
    """Only read-api's role can assume the tenants' roles, with a tenant's tag; only Lambda can assume the others."""
    for role_id, role in _of_type(template, "AWS::IAM::Role"):
        expected = TAGGED_BY_READ_API if role_id in (TENANT_READER, TENANT_ERASER) else BY_LAMBDA
        statements = role["AssumeRolePolicyDocument"]["Statement"]
        if [{name: part for name, part in one.items() if name != "Sid"} for one in statements] != [expected]:
            yield role_id


@rule
def tenants_role_reads_and_nothing_else(template: Template) -> Iterator[str]:
    """The role for reading a tenant's logs may only get and query items, in the table of logs and its index."""
    granted = {
        (_logical_id(resource), action)
        for statement in _allows(_properties(template, TENANT_READER))
        for resource, action in product(_listed(statement["Resource"]), _listed(statement["Action"]))
    }
    table, index = OF_ONE_TENANT
    if granted != {(table, "dynamodb:GetItem"), (table, "dynamodb:Query"), (index, "dynamodb:Query")}:
        yield TENANT_READER


@rule
def erasing_role_finds_and_deletes_and_nothing_else(template: Template) -> Iterator[str]:
    """The role for erasing a tenant's logs allows finding and deleting them, but not writing."""
    granted = {
        (_logical_id(resource), action)
        for statement in _allows(_properties(template, TENANT_ERASER))
        for resource, action in product(_listed(statement["Resource"]), _listed(statement["Action"]))
    }
    if granted != {(TENANT_LOGS, action) for action in ERASING_OF_ONE_TENANT}:
        yield TENANT_ERASER


@rule
def tenants_are_marked_and_not_changed(template: Template) -> Iterator[str]:
    """A role that may write to the table of tenants may write only erasure markers."""
    for role_id, role in _of_type(template, "AWS::IAM::Role"):
        for statement in _allows(role):
            writes = {"dynamodb:UpdateItem", "dynamodb:PutItem", "dynamodb:DeleteItem"}
            if (
                writes & set(_listed(statement.get("Action")))
                and TENANTS in map(_logical_id, _listed(statement.get("Resource")))
                and statement.get("Condition") != MARKING
            ):
                yield role_id


@rule
def each_role_has_its_use(template: Template) -> Iterator[str]:
    """There are no roles except those of the functions and those that are assumed for a tenant."""
    used = {_logical_id(function.get("Role")) for _, function in _of_type(template, "AWS::Lambda::Function")}
    for role_id, _ in _of_type(template, "AWS::IAM::Role"):
        if role_id not in used | {TENANT_READER, TENANT_ERASER}:
            yield role_id


@rule
def old_items_go(template: Template) -> Iterator[str]:
    """Tables of data with a limited lifetime expire items by `expires_at`; the table of tenants does not."""
    for table_id, table in _of_type(template, "AWS::DynamoDB::Table"):
        expected = None if table_id == TENANTS else {"AttributeName": "expires_at", "Enabled": True}
        if table.get("TimeToLiveSpecification") != expected:
            yield table_id


@rule
def logs_outlive_their_messages(template: Template) -> Iterator[str]:
    """Every allowed retention ends after the last moment at which a log's message can be redelivered."""
    for _, queue_id in _workers(template):
        if _retention(template, queue_id) > QUEUE_RETENTION_DAYS * DAY_SECONDS:
            yield queue_id
        dead_letter_queue_id = _dead_letter_queue(template, queue_id)
        if _retention(template, dead_letter_queue_id) > DEAD_LETTER_RETENTION_DAYS * DAY_SECONDS:
            yield dead_letter_queue_id


@rule
def keys_are_asked_for_as_chosen(template: Template) -> Iterator[str]:
    """The parameter has exactly the existing modes, and ingest-api gets the selected one."""
    parameter = template["Parameters"]["AuthMode"]
    if parameter.get("AllowedValues") != list(AuthMode) or parameter.get("Default") != AuthMode.OPEN:
        yield "AuthMode"
    if _variables(template, "IngestApi").get("AUTH_MODE") != {"Ref": "AuthMode"}:
        yield "IngestApi"


@rule
def requests_go_where_they_belong(template: Template) -> Iterator[str]:
    """Reads go to read-api and all other requests to ingest-api. There is no other route."""
    for api_id, api in _of_type(template, "AWS::ApiGatewayV2::Api"):
        paths = api["Body"]["paths"]
        if set(paths) != set(ROUTES):
            yield api_id
        for path, (method, function_arn) in ROUTES.items():
            ways = paths.get(path, {})
            if list(ways) != [method] or function_arn not in str(ways):
                yield f"{api_id} {path}"
    for other_way_in in ("AWS::ApiGatewayV2::Route", "AWS::Lambda::Url"):
        for resource_id, _ in _of_type(template, other_way_in):
            yield resource_id
    for function_id, _ in _of_type(template, "AWS::Lambda::Function"):
        if function_id not in GRANTS:
            yield function_id


@rule
def names_start_with_the_prefix(template: Template) -> Iterator[str]:
    """Every physical name starts with the stack's prefix, so that an account can have two stacks."""
    for resource_type, path in NAMES.items():
        for resource_id, properties in _of_type(template, resource_type):
            name: Any = properties
            for key in path:
                name = name.get(key, {})
            own_part = str(resolve(name, template, {"NamePrefix": "blue-"}))
            own_part = own_part.removeprefix("/aws/lambda/").removeprefix("/aws/http-api/")
            if not own_part.startswith("blue-"):
                yield resource_id


@rule
def data_is_encrypted(template: Template) -> Iterator[str]:
    """Queues and tables are encrypted, by default without keys whose calls cost money."""
    for queue_id, queue in _of_type(template, "AWS::SQS::Queue"):
        if resolve(queue.get("SqsManagedSseEnabled"), template) is not True:
            yield queue_id
    for table_id, table in _of_type(template, "AWS::DynamoDB::Table"):
        if "SSESpecification" in resolved(table, template):
            yield table_id


@rule
def full_hardening_encrypts_by_an_own_key(template: Template) -> Iterator[str]:
    """With Hardening=full, all stored data is encrypted by the stack's own key. It rotates and outlives the stack."""
    own = {"Fn::GetAtt": ["EncryptionKey", "Arn"]}
    for resource_type, path in KEYS.items():
        for resource_id, properties in _of_type(template, resource_type):
            key: Any = resolved(properties, template, {"Hardening": "full"})
            for name in path:
                key = key.get(name, {})
            if key != own:
                yield resource_id
    key = template["Resources"].get("EncryptionKey", {})
    if not key.get("Properties", {}).get("EnableKeyRotation") or key.get("DeletionPolicy") != KEPT[0]:
        yield "EncryptionKey"
    if key.get("Condition") != "IsFullyHardened":
        yield "EncryptionKey costs money where nobody asked for it"


@rule
def full_hardening_brings_tables_back(template: Template) -> Iterator[str]:
    """With Hardening=full, the kept tables can be restored to any second and cannot be deleted."""
    for table_id in (TENANT_LOGS, TENANTS):
        table = resolved(template["Resources"][table_id]["Properties"], template, {"Hardening": "full"})
        recovery = table.get("PointInTimeRecoverySpecification", {}).get("PointInTimeRecoveryEnabled")
        if not (recovery is True and table.get("DeletionProtectionEnabled") is True):
            yield table_id


@rule
def tables_are_restorable_if_asked(template: Template) -> Iterator[str]:
    """Point-in-time recovery is a parameter of its own, for both kept tables."""
    for table_id in (TENANT_LOGS, TENANTS):
        table = resolved(template["Resources"][table_id]["Properties"], template, {"PointInTimeRecovery": "enabled"})
        if table.get("PointInTimeRecoverySpecification") != {"PointInTimeRecoveryEnabled": True}:
            yield table_id


@rule
def a_domain_is_the_only_way_in(template: Template) -> Iterator[str]:
    """With a custom domain, and only then, the execute-api endpoint is disabled and the outputs name the domain."""
    for domain, off in (("", False), ("logs.example.com", True)):
        chosen = {"DomainName": domain}
        for api_id, api in _of_type(template, "AWS::ApiGatewayV2::Api"):
            configurations = [server["x-amazon-apigateway-endpoint-configuration"] for server in api["Body"]["servers"]]
            if resolved(configurations, template, chosen) != [{"disableExecuteApiEndpoint": off}]:
                yield api_id
    for resource_type in ("AWS::ApiGatewayV2::DomainName", "AWS::ApiGatewayV2::ApiMapping"):
        made = [one for one in template["Resources"].values() if one["Type"] == resource_type]
        if [one.get("Condition") for one in made] != ["HasDomain"]:
            yield resource_type
    with_domain = resolved(template["Outputs"]["ApiEndpoint"]["Value"], template, {"DomainName": "logs.example.com"})
    if with_domain != {"Fn::Sub": "https://${DomainName}"}:
        yield "ApiEndpoint"
    if "DomainHasCertificate" not in template.get("Rules", {}):
        yield "certificate"


@rule
def web_pages_are_let_in_as_chosen(template: Template) -> Iterator[str]:
    """No origin is allowed by default. An allowed one may send and read the same as in the embedded run."""
    for api_id, api in _of_type(template, "AWS::ApiGatewayV2::Api"):
        name = "x-amazon-apigateway-cors"
        if name in resolved(api["Body"], template):
            yield f"{api_id} allows pages by default"
        cors = resolved(api["Body"], template, {"AllowedOrigins": "https://app.example.com"}).get(name, {})
        # The translator inserts the parameter's value here as text, so it must be split afterwards.
        if list(cors.pop("allowOrigins", {})) != ["Fn::Split"]:
            yield f"{api_id} allows other origins"
        if cors != {
            "allowMethods": list(PAGE_METHODS),
            "allowHeaders": list(PAGE_HEADERS),
            "exposeHeaders": list(SHOWN_HEADERS),
            "maxAge": PREFLIGHT_SECONDS,
        }:
            yield f"{api_id} allows something else than the embedded run"


@rule
def standard_hardening_costs_nothing_more(template: Template) -> Iterator[str]:
    """By default, nothing is billed while no logs arrive, except the one secret."""
    if template["Parameters"]["Hardening"]["Default"] != "standard":
        yield "Hardening"
    for table_id, table in _of_type(template, "AWS::DynamoDB::Table"):
        deployed = resolved(table, template)
        recovery = deployed.get("PointInTimeRecoverySpecification", {}).get("PointInTimeRecoveryEnabled", False)
        if deployed.get("BillingMode") != "PAY_PER_REQUEST" or recovery:
            yield table_id
    if len(list(_of_type(template, "AWS::SecretsManager::Secret"))) > 1:
        yield "secrets"


@rule
def functions_are_traced_only_if_asked(template: Template) -> Iterator[str]:
    """X-Ray's default sampling would cost more than all other services together, so it is off by default."""
    for chosen, mode in (({}, "PassThrough"), ({"Tracing": "enabled"}, "Active")):
        for function_id, function in _of_type(template, "AWS::Lambda::Function"):
            if resolved(function.get("TracingConfig"), template, chosen) != {"Mode": mode}:
                yield f"{function_id} is not {mode}"


@rule
def functions_do_not_loop(template: Template) -> Iterator[str]:
    """Lambda ends a loop of functions that call each other."""
    for function_id, function in _of_type(template, "AWS::Lambda::Function"):
        if function.get("RecursiveLoop") != "Terminate":
            yield function_id


@rule
def worker_has_memory_for_a_full_batch(template: Template) -> Iterator[str]:
    """A batch of 6 MB, which takes 104 MB (`make bench-aws`), fits into every allowed size of memory."""
    parameter = template["Parameters"]["WorkerMemory"]
    if min(parameter["AllowedValues"]) < MEASURED_WORKER_MEGABYTES * 1.5:
        yield "WorkerMemory"
    if _properties(template, "LogWorker").get("MemorySize") != {"Ref": "WorkerMemory"}:
        yield "LogWorker"


@rule
def requests_are_throttled_and_logged_without_content(template: Template) -> Iterator[str]:
    """The API has a rate limit. Its access log has only ids, sizes and times, kept as long as the functions' logs."""
    for stage_id, stage in _of_type(template, "AWS::ApiGatewayV2::Stage"):
        if not stage.get("DefaultRouteSettings", {}).get("ThrottlingRateLimit"):
            yield stage_id
        settings = stage.get("AccessLogSettings", {})
        if not (written := re.findall(r"\$context\.([A-Za-z.]+)", settings.get("Format", ""))):
            yield f"{stage_id} has no log"
        yield from (f"{stage_id} logs {name}" for name in written if name not in LOGGED)
    for group_id, group in _of_type(template, "AWS::Logs::LogGroup"):
        if not group.get("RetentionInDays"):
            yield group_id


@rule
def alarms_watch_what_can_fail(template: Template) -> Iterator[str]:
    """Each alarm watches the documented figure, from the threshold that follows from the settings."""
    timeout = template["Resources"]["LogWorker"]["Properties"]["Timeout"]
    alarms = dict(_of_type(template, "AWS::CloudWatch::Alarm"))
    watched: dict[str, tuple[str, list[str], float]] = {
        "FunctionThrottlesAlarm": ("Throttles", [], 0),
        "ReadApiThrottlesAlarm": ("Throttles", ["ReadApi"], 0),
        "DeadLettersAlarm": ("ApproximateNumberOfMessagesVisible", [DEAD_LETTER_QUEUE], 0),
        # The work of the longest log, and its repetition.
        "OldestMessageAlarm": ("ApproximateAgeOfOldestMessage", [LOG_PROCESSING_QUEUE], 2 * timeout),
        "MessagesInFlightAlarm": (
            "ApproximateNumberOfMessagesNotVisible",
            [LOG_PROCESSING_QUEUE],
            MESSAGES_IN_FLIGHT * 3 / 4,
        ),
        "TableThrottlesAlarm": ("WriteThrottleEvents", [TENANT_LOGS], 0),
        "IndexThrottlesAlarm": ("WriteThrottleEvents", [TENANT_LOGS, INDEX], 0),
        "FailedAttemptsAlarm": (FAILED_ATTEMPTS, ["LogWorker"], 0),
        "IncomingDataAlarm": ("DataProcessed", ["HttpApi"], ALARMED_BYTES),
        # Half of the reserve, in milliseconds.
        "WorkerNearTimeoutAlarm": ("Duration", ["LogWorker"], (timeout - WORKER_RESERVE_SECONDS / 2) * 1000),
    }
    for function_id, _ in _of_type(template, "AWS::Lambda::Function"):
        watched[f"{function_id}ErrorsAlarm"] = ("Errors", [function_id], 0)
    for alarm_id, expected in watched.items():
        alarm = alarms.get(alarm_id, {})
        of = [_logical_id(dimension["Value"]) for dimension in alarm.get("Dimensions", [])]
        if (alarm.get("MetricName"), of, alarm.get("Threshold")) != expected:
            yield alarm_id
    if not any("5xx" in json.dumps(alarm.get("Metrics", [])) for alarm in alarms.values()):
        yield "5xx"
    for alarm_id, alarm in alarms.items():
        if resolved(alarm, template, {"AlarmEmail": "a@b.cd"}).get("AlarmActions") != [{"Ref": "AlarmTopic"}]:
            yield alarm_id


@rule
def failing_to_store_is_told_within_the_hour(template: Template) -> Iterator[str]:
    """Our own counts reveal failures that Lambda counts as successes: failed attempts, and logs that are not stored."""
    alarms = dict(_of_type(template, "AWS::CloudWatch::Alarm"))
    attempts, share = alarms.get("FailedAttemptsAlarm", {}), alarms.get("AcceptedNotStoredAlarm", {})
    counted = {query["Id"]: query["MetricStat"] for query in share.get("Metrics", []) if "MetricStat" in query}
    if {stat["Metric"]["MetricName"] for stat in counted.values()} != ALARMED_COUNTS:
        yield "AcceptedNotStoredAlarm counts something else"
    for name, period in (
        ("FailedAttemptsAlarm", attempts.get("Period", HOUR_SECONDS)),
        ("AcceptedNotStoredAlarm", max([stat["Period"] for stat in counted.values()], default=HOUR_SECONDS)),
    ):
        if period * alarms.get(name, {}).get("EvaluationPeriods", 1) >= HOUR_SECONDS:
            yield f"{name} takes an hour"
    spaces = {stat["Metric"]["Namespace"] for stat in counted.values()} | {attempts.get("Namespace")}
    if spaces != {NAMESPACE}:
        yield "not our own counts"


@rule
def dashboard_shows_every_metric(template: Template) -> Iterator[str]:
    """The dashboard has every metric that we count. It is valid JSON within its grid."""
    (dashboard,) = [properties for _, properties in _of_type(template, "AWS::CloudWatch::Dashboard")]
    body = json.loads(dashboard["DashboardBody"]["Fn::Sub"])
    shown = json.dumps([widget["properties"]["metrics"] for widget in body["widgets"]])
    for metric in (*(metric.title for metric in Metric), "age", FAILED_ATTEMPTS):
        if f'"{metric}"' not in shown and f'MetricName=\\"{metric}\\"' not in shown:
            yield metric
    places = [(widget["x"], widget["y"]) for widget in body["widgets"]]
    if len(set(places)) < len(places) or any(
        widget["x"] + widget["width"] > DASHBOARD_WIDTH for widget in body["widgets"]
    ):
        yield "widgets lie upon each other"


@rule
def search_expressions_follow_the_grammar(template: Template) -> Iterator[str]:
    """Each search expression of the dashboard follows the documented grammar, with quoted names where needed."""
    (dashboard,) = [properties for _, properties in _of_type(template, "AWS::CloudWatch::Dashboard")]
    for widget in json.loads(dashboard["DashboardBody"]["Fn::Sub"])["widgets"]:
        for *_, options in widget["properties"]["metrics"]:
            expression = options.get("expression") if isinstance(options, dict) else None
            if expression is not None and not SEARCH.fullmatch(expression):
                yield expression


@rule
def no_partition_is_taken_for_granted(template: Template) -> Iterator[str]:
    """The template works in GovCloud and China, which have other ARNs, host names and consoles."""
    for place, text in _texts({part: template[part] for part in ("Resources", "Outputs")}):
        # The principal of a service is the same in every partition.
        if text not in PRINCIPALS and re.search(r"amazonaws\.com|arn:aws|console\.aws", text):
            yield "/".join(place)
    if set(template.get("Mappings", {}).get("Partitions", {})) != PARTITIONS:
        yield "Partitions"


@rule
def strangers_cost_little(template: Template) -> Iterator[str]:
    """By default, strangers can cost little, but enough is allowed for `make verify`."""
    for name, default in ALLOWANCE.items():
        variable = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).upper()
        if template["Parameters"].get(name, {}).get("Default") != default:
            yield name
        if _variables(template, "IngestApi").get(variable) != {"Ref": name}:
            yield variable
    for stage_id, stage in _of_type(template, "AWS::ApiGatewayV2::Stage"):
        rates = [
            resolve(settings.get("ThrottlingRateLimit", 0), template)
            for settings in (stage["DefaultRouteSettings"], *stage.get("RouteSettings", {}).values())
        ]
        # Each route has its own rate limit, so each needs one; the first is for the allowance of a minute.
        if (
            len(rates) != len(ROUTES)
            or sum(rates) > MOST_REQUESTS
            or rates[0] * 60 < ALLOWANCE["OpenRequestsPerMinute"]
        ):
            yield stage_id
    # No setting limits the size of a body, so an alarm watches it.
    alarm = template["Resources"].get("IncomingDataAlarm", {"Properties": {}})
    if (alarm.get("Condition"), alarm["Properties"].get("Period")) != ("TakesLogsFromAnyone", ALARMED_SECONDS):
        yield "IncomingDataAlarm"
    table = _properties(template, TENANT_LOGS)
    for part in (table, *table["GlobalSecondaryIndexes"]):
        if set(part.get("OnDemandThroughput", {})) != {"MaxReadRequestUnits", "MaxWriteRequestUnits"}:
            yield str(part.get("IndexName", TENANT_LOGS))


@rule
def budgets_tell_before_the_money_is_spent(template: Template) -> Iterator[str]:
    """Recipients of alarms get messages when most of the budget is spent, and when the forecast exceeds it."""
    budgets = [one for one in template["Resources"].values() if one["Type"] == "AWS::Budgets::Budget"]
    for budget in budgets:
        told = budget["Properties"]["NotificationsWithSubscribers"]
        kinds = {one["Notification"]["NotificationType"]: one["Notification"]["Threshold"] for one in told}
        addresses = [subscriber["Address"] for one in told for subscriber in one["Subscribers"]]
        if (
            kinds.keys() != {"ACTUAL", "FORECASTED"}
            or kinds["ACTUAL"] >= 100
            or budget.get("Condition") != "MailsBudget"
        ):
            yield "notifications"
        if any(address != {"Ref": "AlarmEmail"} for address in addresses):
            yield "addresses"
    if len(budgets) != 1 or budgets[0]["Properties"]["Budget"]["BudgetLimit"]["Amount"] != {"Ref": "MonthlyBudget"}:
        yield "budget"


@rule
def queues_are_reached_by_tls(template: Template) -> Iterator[str]:
    """Each queue refuses every action without TLS."""
    refusing = {
        _logical_id(queue)
        for _, policy in _of_type(template, "AWS::SQS::QueuePolicy")
        for statement in policy["PolicyDocument"]["Statement"]
        for queue in policy["Queues"]
        if _refuses_plain_text(statement, _logical_id(queue))
    }
    for queue_id, _ in _of_type(template, "AWS::SQS::Queue"):
        if queue_id not in refusing:
            yield queue_id


@rule
def functions_have_their_own_log_groups(template: Template) -> Iterator[str]:
    """Each function logs JSON to a log group of its own, with a retention."""
    for function_id, function in _of_type(template, "AWS::Lambda::Function"):
        logging = function.get("LoggingConfig", {})
        group = _properties(template, _logical_id(logging.get("LogGroup")))
        name = resolve(group.get("LogGroupName"), template)
        own_name = f"/aws/lambda/{resolve(function.get('FunctionName'), template)}"
        if logging.get("LogFormat") != "JSON" or name != own_name or not group.get("RetentionInDays"):
            yield function_id


@rule
def kept_data_survives_the_stack(template: Template) -> Iterator[str]:
    """Neither deleting nor replacing a resource of the stack deletes the logs, the tenants or the secret.

    A failed first deployment does delete them. Otherwise the empty tables would occupy their names at the next attempt.
    """
    for resource_id, resource in template["Resources"].items():
        # The quota usage of the last minutes may be deleted.
        is_kept = resource["Type"] in {"AWS::DynamoDB::Table", "AWS::SecretsManager::Secret"}
        policies = (resource.get("DeletionPolicy"), resource.get("UpdateReplacePolicy"))
        if is_kept and resource_id != TENANT_USAGE and policies != KEPT:
            yield resource_id


def _of_type(template: Template, resource_type: str) -> Iterator[tuple[str, Properties]]:
    for resource_id, resource in template["Resources"].items():
        if resource["Type"] == resource_type:
            yield resource_id, resource["Properties"]


def _properties(template: Template, resource_id: str) -> Properties:
    properties: Properties = template["Resources"].get(resource_id, {}).get("Properties", {})
    return properties


def _logical_id(value: object) -> str:
    """Return the resource to which a Ref or GetAtt refers, or the value itself."""
    match value:
        case {"Ref": str(resource_id)} | {"Fn::GetAtt": [str(resource_id), *_]}:
            return resource_id
        case _:
            return str(value)


def _workers(template: Template) -> Iterator[tuple[str, str]]:
    """Yield the function and the queue of each event source."""
    for _, mapping in _of_type(template, "AWS::Lambda::EventSourceMapping"):
        yield _logical_id(mapping["FunctionName"]), _logical_id(mapping["EventSourceArn"])


def _timeout(template: Template, function_id: str) -> int:
    return int(_properties(template, function_id)["Timeout"])


def _variables(template: Template, function_id: str) -> dict[str, Any]:
    variables: dict[str, Any] = _properties(template, function_id)["Environment"]["Variables"]
    return variables


def _redrive_policy(template: Template, queue_id: str) -> dict[str, Any]:
    policy: dict[str, Any] = _properties(template, queue_id).get("RedrivePolicy", {})
    return policy


def _dead_letter_queue(template: Template, queue_id: str) -> str:
    return _logical_id(_redrive_policy(template, queue_id).get("deadLetterTargetArn"))


def _receives(template: Template, queue_id: str) -> int:
    return int(_redrive_policy(template, queue_id).get("maxReceiveCount", 0))


def _retention(template: Template, queue_id: str) -> int:
    return int(_properties(template, queue_id).get("MessageRetentionPeriod", DEFAULT_RETENTION_SECONDS))


def _allows(role: Properties) -> Iterator[dict[str, Any]]:
    for policy in role.get("Policies", []):
        for statement in policy["PolicyDocument"]["Statement"]:
            if statement["Effect"] == "Allow":
                yield statement


def _reads(role: Properties) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield the statements that allow reading from DynamoDB, with each resource."""
    for statement in _allows(role):
        if any(action.startswith(READING) for action in _listed(statement.get("Action", "dynamodb:*"))):
            for resource in _listed(statement.get("Resource")):
                yield statement, _logical_id(resource)


def _texts(value: object, place: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield every text of a template with its path."""
    match value:
        case dict():
            for key, item in value.items():
                yield from _texts(item, (*place, str(key)))
        case list():
            for number, item in enumerate(value):
                yield from _texts(item, (*place, str(number)))
        case str():
            yield place, value


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _refuses_plain_text(statement: dict[str, Any], queue_id: str) -> bool:
    resource = {"Fn::GetAtt": [queue_id, "Arn"]}
    condition = {"Bool": {"aws:SecureTransport": "false"}}
    refusal = {"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": resource, "Condition": condition}
    return refusal.items() <= statement.items()


def _bound_names(module: Path) -> set[str]:
    """Return the names that a module binds at its top level, without importing it."""
    names = set()
    for node in ast.parse(module.read_text()).body:
        match node:
            case ast.Assign(targets=targets):
                names |= {target.id for target in targets if isinstance(target, ast.Name)}
            case ast.AnnAssign(target=ast.Name(id=name)) | ast.FunctionDef(name=name):
                names.add(name)
    return names
