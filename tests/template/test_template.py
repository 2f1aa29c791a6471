"""The template keeps the rules, and a template that breaks one of them is detected."""

import json
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest

from entrypoints.deployment.template import TEMPLATE_PATH, Template
from tests.support.template import translated_template
from tests.template import rules
from tests.template.rules import RULES, Rule

Mutation = Callable[[Template], None]

REGIONS = ["eu-west-1", "us-east-1"]


def put(path: str, value: object) -> Mutation:
    """Return a mutation that puts a value at a place in the template."""

    def mutate(template: Template) -> None:
        parent, key = _place(template, path)
        parent[key] = value

    return mutate


def drop(path: str) -> Mutation:
    """Return a mutation that removes the value at a place in the template."""

    def mutate(template: Template) -> None:
        parent, key = _place(template, path)
        del parent[int(key) if isinstance(parent, list) else key]

    return mutate


def grant(role_id: str, **statement: object) -> Mutation:
    """Return a mutation that allows a role something more."""

    def mutate(template: Template) -> None:
        statements, _ = _place(template, f"Resources/{role_id}/Properties/Policies/0/PolicyDocument/Statement/0")
        statements.append({"Effect": "Allow", **statement})

    return mutate


def searching(expression: str) -> str:
    """Return the body of a dashboard with this search expression."""
    return json.dumps({"widgets": [{"properties": {"metrics": [[{"expression": expression, "id": "e1"}]]}}]})


def _place(template: Template, path: str) -> tuple[Any, str]:
    *parents, last = path.split("/")
    node: Any = template
    for key in parents:
        node = node[int(key) if isinstance(node, list) else key]
    return node, last


API = "Resources/HttpApi/Properties"
INGEST = "Resources/IngestApi/Properties"
WORKER = "Resources/LogWorker/Properties"
EVENT_SOURCE = "Resources/LogWorkerQueuedLogs/Properties"
QUEUE = "Resources/LogProcessingQueue/Properties"
DEAD_LETTERS = "Resources/DeadLetterQueue/Properties"
QUEUE_POLICY = "Resources/LogProcessingQueuePolicy/Properties"
TABLE = "Resources/TenantLogs"
STORING = "Resources/LogWorkerRole/Properties/Policies/0/PolicyDocument/Statement/2"
READING = "Resources/LogWorkerRole/Properties/Policies/0/PolicyDocument/Statement/3"
READ_ROLE = "Resources/ReadApiRole/Properties"
KNOWING_CALLERS = f"{READ_ROLE}/Policies/0/PolicyDocument/Statement/0"
READER_ROLE = "Resources/TenantReaderRole/Properties"
TRUST = f"{READER_ROLE}/AssumeRolePolicyDocument/Statement/0"
OWN_LOGS = f"{READER_ROLE}/Policies/0/PolicyDocument/Statement/0"
OWN_LIST = f"{READER_ROLE}/Policies/0/PolicyDocument/Statement/1"
ERASER_ROLE = "Resources/TenantEraserRole/Properties"
OWN_IDS, DELETING = (f"{ERASER_ROLE}/Policies/0/PolicyDocument/Statement/{number}" for number in range(2))
MARKING = f"{READ_ROLE}/Policies/0/PolicyDocument/Statement/4"
LIKE = "Condition/ForAllValues:StringLike/dynamodb:LeadingKeys"
SETTING = "Parameters/SecondsPerCharacter"
RECOVERY = "PointInTimeRecoverySpecification"
CORS = "x-amazon-apigateway-cors"
BUDGET = "Resources/Budget/Properties"
NOT_STORED = "Resources/AcceptedNotStoredAlarm/Properties"
KEY = "Resources/EncryptionKey"
DASHBOARD = "Resources/Dashboard/Properties/DashboardBody/Fn::Sub"
STAGE = "Resources/HttpApiApiGatewayDefaultStage/Properties"

TABLE_ARN = {"Fn::GetAtt": ["TenantLogs", "Arn"]}
TENANTS_ARN = {"Fn::GetAtt": ["Tenants", "Arn"]}
BUCKET_ARN = {"Fn::Sub": "arn:${AWS::Partition}:s3:::*"}

BREAKS: list[tuple[Rule, Mutation]] = [
    (rules.retries_wait_for_the_worker, put(f"{QUEUE}/VisibilityTimeout", 5399)),
    (rules.retries_wait_for_the_worker, drop(f"{QUEUE}/VisibilityTimeout")),
    (rules.batches_are_answered_in_part, drop(f"{EVENT_SOURCE}/FunctionResponseTypes")),
    (rules.workers_are_bounded, drop(f"{EVENT_SOURCE}/ScalingConfig")),
    (rules.workers_leave_a_new_account_room, put("Parameters/WorkerMaximumConcurrency/Default", 10)),
    (rules.open_endpoints_say_so, drop("Outputs/WhoMaySend")),
    (rules.open_endpoints_say_so, put("Outputs/WhoMaySend/Value", "open")),
    (rules.dead_letters_outlive_the_queue, put(f"{DEAD_LETTERS}/MessageRetentionPeriod", 345_600)),
    (rules.dead_letters_outlive_the_queue, drop(f"{DEAD_LETTERS}/MessageRetentionPeriod")),
    (rules.crashes_are_survived, put(f"{QUEUE}/RedrivePolicy/maxReceiveCount", 4)),
    (rules.crashes_are_survived, put(f"{QUEUE}/RedrivePolicy/maxReceiveCount", 9)),
    (rules.crashes_are_survived, drop(f"{QUEUE}/RedrivePolicy")),
    (rules.messages_outlive_their_receives, put(f"{QUEUE}/MessageRetentionPeriod", 8 * 5400)),
    (rules.dead_letters_come_from_the_queue_alone, drop(f"{DEAD_LETTERS}/RedriveAllowPolicy")),
    (rules.dead_letters_come_from_the_queue_alone, put(f"{QUEUE}/QueueName", {"Fn::Sub": "${NamePrefix}other"})),
    (rules.queues_take_every_envelope, put(f"{QUEUE}/MaximumMessageSize", 262_143)),
    (rules.queues_take_every_envelope, put(f"{DEAD_LETTERS}/MaximumMessageSize", 262_144)),
    (rules.handlers_exist, put(f"{INGEST}/Handler", "entrypoints.no_such_module.handler")),
    (rules.handlers_exist, put(f"{WORKER}/Handler", "entrypoints.log_worker.no_such_name")),
    (rules.ingest_knows_the_worker_timeout, put(f"{WORKER}/Timeout", 600)),
    (rules.settings_leave_room_for_a_log, put(f"{SETTING}/MaxValue", 841)),
    (rules.settings_leave_room_for_a_log, drop(f"{SETTING}/MinValue")),
    (rules.functions_get_what_they_need, put(f"{INGEST}/Environment/Variables/TABLE_NAME", {"Ref": "TenantLogs"})),
    (rules.functions_get_what_they_need, drop(f"{WORKER}/Environment/Variables/QUEUE_URL")),
    (rules.roles_grant_what_is_needed, put(f"{INGEST}/Role", {"Fn::GetAtt": ["LogWorkerRole", "Arn"]})),
    (rules.roles_grant_what_is_needed, grant("LogWorkerRole", Action="dynamodb:DeleteItem", Resource=TABLE_ARN)),
    (rules.roles_grant_what_is_needed, put(f"{READING}/Effect", "Deny")),
    (rules.grants_have_no_wildcards, grant("IngestApiRole", Action="sqs:SendMessage", Resource="*")),
    (rules.grants_have_no_wildcards, grant("IngestApiRole", Action="s3:PutObject", Resource=[BUCKET_ARN])),
    (rules.grants_have_no_wildcards, grant("LogWorkerRole", Action=["dynamodb:*"], Resource=TABLE_ARN)),
    (rules.grants_have_no_wildcards, grant("LogWorkerRole", Action="xray:*", Resource="*")),
    (rules.grants_have_no_wildcards, grant("LogWorkerRole", NotAction="iam:PassRole", Resource=TABLE_ARN)),
    (rules.policies_are_written_here, put("Resources/IngestApiRole/Properties/ManagedPolicyArns", ["arn"])),
    (rules.policies_are_written_here, put("Resources/Extra", {"Type": "AWS::IAM::Policy", "Properties": {}})),
    (rules.stored_texts_are_read_as_their_tenant, drop(f"{READING}/Condition")),
    (rules.stored_texts_are_read_as_their_tenant, drop(f"{READING}/Condition/Null")),
    (rules.stored_texts_are_read_as_their_tenant, drop(f"{OWN_LOGS}/Condition/Null")),
    (rules.stored_texts_are_read_as_their_tenant, put(f"{OWN_LOGS}/Condition", {})),
    (rules.stored_texts_are_read_as_their_tenant, put(f"{OWN_LIST}/Condition/Null", {})),
    (rules.stored_texts_are_read_as_their_tenant, put(f"{OWN_LIST}/{LIKE}", ["${aws:PrincipalTag/tenant}*"])),
    (rules.stored_texts_are_read_as_their_tenant, put(f"{OWN_LIST}/Resource", TABLE_ARN)),
    (
        rules.stored_texts_are_read_as_their_tenant,
        grant("TenantReaderRole", Action="dynamodb:Query", Resource={"Fn::Sub": "${TenantLogs.Arn}/index/*"}),
    ),
    *(
        (rules.stored_texts_are_read_as_their_tenant, grant(role, Action=f"dynamodb:{action}", Resource=TABLE_ARN))
        for role in ("IngestApiRole", "LogWorkerRole", "ReadApiRole", "TenantReaderRole")
        for action in ("GetItem", "BatchGetItem", "Query", "Scan", "PartiQLSelect", "PartiQLUpdate", "PartiQL*")
    ),
    (rules.puts_show_nothing_stored, drop(f"{STORING}/Condition")),
    (rules.puts_show_nothing_stored, put(f"{STORING}/Condition/StringEqualsIfExists/dynamodb:ReturnValues", "ALL_OLD")),
    (rules.puts_show_nothing_stored, grant("IngestApiRole", Action="dynamodb:PutItem", Resource=TENANTS_ARN)),
    (rules.puts_show_nothing_stored, grant("LogWorkerRole", Action="dynamodb:PartiQLInsert", Resource=TABLE_ARN)),
    (rules.tenants_are_shown_in_part, drop(f"{KNOWING_CALLERS}/Condition")),
    (rules.tenants_are_shown_in_part, drop(f"{KNOWING_CALLERS}/Condition/Null")),
    (rules.tenants_are_shown_in_part, grant("LogWorkerRole", Action="dynamodb:GetItem", Resource=TENANTS_ARN)),
    (rules.tenants_are_shown_in_part, grant("TenantReaderRole", Action="dynamodb:Scan", Resource=TENANTS_ARN)),
    (rules.sessions_are_of_one_tenant, drop(f"{TRUST}/Condition")),
    (rules.sessions_are_of_one_tenant, drop(f"{TRUST}/Condition/Null")),
    (rules.sessions_are_of_one_tenant, put(f"{TRUST}/Action", ["sts:AssumeRole"])),
    (rules.sessions_are_of_one_tenant, put(f"{TRUST}/Principal", {"AWS": "*"})),
    (rules.sessions_are_of_one_tenant, put(f"{READ_ROLE}/AssumeRolePolicyDocument/Statement/0/Principal", "*")),
    (rules.tenants_role_reads_and_nothing_else, put(f"{OWN_LOGS}/Action", ["dynamodb:GetItem", "dynamodb:PutItem"])),
    (rules.tenants_role_reads_and_nothing_else, grant("TenantReaderRole", Action="sqs:SendMessage", Resource="q")),
    (rules.stored_texts_are_read_as_their_tenant, drop(f"{OWN_IDS}/Condition/Null")),
    (rules.stored_texts_are_read_as_their_tenant, put(f"{DELETING}/Condition", {})),
    (rules.sessions_are_of_one_tenant, drop(f"{ERASER_ROLE}/AssumeRolePolicyDocument/Statement/0/Condition")),
    (
        rules.erasing_role_finds_and_deletes_and_nothing_else,
        grant("TenantEraserRole", Action="dynamodb:PartiQLInsert", Resource=TABLE_ARN),
    ),
    (rules.tenants_are_marked_and_not_changed, drop(f"{MARKING}/Condition")),
    (
        rules.tenants_are_marked_and_not_changed,
        grant("IngestApiRole", Action="dynamodb:UpdateItem", Resource=TENANTS_ARN),
    ),
    (rules.each_role_has_its_use, put("Resources/Extra", {"Type": "AWS::IAM::Role", "Properties": {}})),
    (rules.old_items_go, drop(f"{TABLE}/Properties/TimeToLiveSpecification")),
    (rules.old_items_go, put(f"{TABLE}/Properties/TimeToLiveSpecification/Enabled", value=False)),
    (rules.old_items_go, drop("Resources/TenantUsage/Properties/TimeToLiveSpecification")),
    (rules.old_items_go, put("Resources/Tenants/Properties/TimeToLiveSpecification", {"Enabled": True})),
    (rules.logs_outlive_their_messages, put(f"{QUEUE}/MessageRetentionPeriod", 345_601)),
    (rules.logs_outlive_their_messages, put(f"{DEAD_LETTERS}/MessageRetentionPeriod", 1_209_601)),
    (rules.keys_are_asked_for_as_chosen, put("Parameters/AuthMode/AllowedValues", ["open", "key", "none"])),
    (rules.keys_are_asked_for_as_chosen, put("Parameters/AuthMode/Default", "key")),
    (rules.keys_are_asked_for_as_chosen, put(f"{INGEST}/Environment/Variables/AUTH_MODE", "open")),
    (rules.requests_go_where_they_belong, put(f"{API}/Body/paths", {"$default": {}, "/tenants/{proxy+}": {}})),
    (rules.requests_go_where_they_belong, put(f"{API}/Body/paths/~1admin", {})),
    (rules.requests_go_where_they_belong, drop(f"{API}/Body/paths/$default")),
    (rules.requests_go_where_they_belong, put("Resources/Extra", {"Type": "AWS::Lambda::Url", "Properties": {}})),
    (rules.requests_go_where_they_belong, put("Resources/Extra", {"Type": "AWS::Lambda::Function", "Properties": {}})),
    (rules.names_start_with_the_prefix, put(f"{API}/Body/info/title", "log-processor")),
    (rules.names_start_with_the_prefix, put(f"{INGEST}/FunctionName", "ingest-api")),
    (rules.names_start_with_the_prefix, drop(f"{QUEUE}/QueueName")),
    (rules.names_start_with_the_prefix, put(f"{TABLE}/Properties/TableName", {"Fn::Sub": "tenant_logs${NamePrefix}"})),
    (rules.names_start_with_the_prefix, put("Resources/MasterSecret/Properties/Name", {"Fn::Sub": "${AWS::Region}"})),
    (rules.names_start_with_the_prefix, put("Resources/LogWorkerLogGroup/Properties/LogGroupName", "/aws/lambda/w")),
    (rules.data_is_encrypted, put(f"{QUEUE}/SqsManagedSseEnabled", value=False)),
    (rules.data_is_encrypted, drop(f"{DEAD_LETTERS}/SqsManagedSseEnabled")),
    (rules.data_is_encrypted, put(f"{TABLE}/Properties/SSESpecification", value={"SSEEnabled": True})),
    (rules.full_hardening_encrypts_by_an_own_key, drop(f"{QUEUE}/KmsMasterKeyId")),
    (rules.full_hardening_encrypts_by_an_own_key, drop(f"{TABLE}/Properties/SSESpecification")),
    (rules.full_hardening_encrypts_by_an_own_key, drop("Resources/HttpApiLogGroup/Properties/KmsKeyId")),
    (rules.full_hardening_encrypts_by_an_own_key, drop(f"{WORKER}/KmsKeyArn")),
    (rules.full_hardening_encrypts_by_an_own_key, drop("Resources/MasterSecret/Properties/KmsKeyId")),
    (rules.full_hardening_encrypts_by_an_own_key, put(f"{KEY}/Properties/EnableKeyRotation", value=False)),
    (rules.full_hardening_encrypts_by_an_own_key, drop(f"{KEY}/DeletionPolicy")),
    (rules.full_hardening_encrypts_by_an_own_key, drop(f"{KEY}/Condition")),
    (rules.full_hardening_brings_tables_back, drop(f"{TABLE}/Properties/PointInTimeRecoverySpecification")),
    (rules.full_hardening_brings_tables_back, put(f"{TABLE}/Properties/DeletionProtectionEnabled", value=False)),
    (rules.standard_hardening_costs_nothing_more, put("Parameters/Hardening/Default", "full")),
    (rules.standard_hardening_costs_nothing_more, put(f"{TABLE}/Properties/BillingMode", "PROVISIONED")),
    (
        rules.standard_hardening_costs_nothing_more,
        put(f"{TABLE}/Properties/PointInTimeRecoverySpecification", {"PointInTimeRecoveryEnabled": True}),
    ),
    (rules.functions_are_traced_only_if_asked, drop(f"{INGEST}/TracingConfig")),
    (rules.functions_are_traced_only_if_asked, put(f"{INGEST}/TracingConfig/Mode", "Active")),
    (rules.functions_are_traced_only_if_asked, put("Parameters/Tracing/Default", "enabled")),
    (rules.functions_do_not_loop, put(f"{WORKER}/RecursiveLoop", "Allow")),
    (rules.worker_has_memory_for_a_full_batch, put("Parameters/WorkerMemory/AllowedValues", [128, 256])),
    (rules.worker_has_memory_for_a_full_batch, put(f"{WORKER}/MemorySize", 128)),
    (rules.requests_are_throttled_and_logged_without_content, drop(f"{STAGE}/DefaultRouteSettings")),
    (rules.requests_are_throttled_and_logged_without_content, drop(f"{STAGE}/AccessLogSettings")),
    (
        rules.requests_are_throttled_and_logged_without_content,
        put(f"{STAGE}/AccessLogSettings/Format", "$context.requestId $context.identity.sourceIp"),
    ),
    (
        rules.requests_are_throttled_and_logged_without_content,
        drop("Resources/HttpApiLogGroup/Properties/RetentionInDays"),
    ),
    (rules.dashboard_shows_every_metric, put(DASHBOARD, '{"widgets": []}')),
    *(
        (rules.search_expressions_follow_the_grammar, put(DASHBOARD, searching(expression)))
        for expression in (
            "SEARCH('{aws-log-processor,service,kind} service=\"w\"', 'Sum', 300)",
            'SEARCH(\'{"aws-log-processor",service,kind} service="w"\', Sum, 300)',
            "SEARCH('{\"aws-log-processor\",service,kind} service=log-worker', 'Sum', 300)",
            'SEARCH({"aws-log-processor",service} service="w", \'Sum\', 300)',
        )
    ),
    (rules.alarms_watch_what_can_fail, drop("Resources/DeadLettersAlarm")),
    (rules.alarms_watch_what_can_fail, put("Resources/OldestMessageAlarm/Properties/Threshold", 900)),
    (rules.alarms_watch_what_can_fail, put(f"{WORKER}/Timeout", 600)),
    (rules.alarms_watch_what_can_fail, drop("Resources/ReadApiErrorsAlarm")),
    (rules.alarms_watch_what_can_fail, put("Resources/MessagesInFlightAlarm/Properties/Threshold", 120_000)),
    (rules.alarms_watch_what_can_fail, drop("Resources/ServerErrorsAlarm")),
    (rules.alarms_watch_what_can_fail, drop("Resources/TableThrottlesAlarm/Properties/AlarmActions")),
    (rules.alarms_watch_what_can_fail, drop("Resources/IndexThrottlesAlarm/Properties/Dimensions/1")),
    (rules.alarms_watch_what_can_fail, put("Resources/ReadApiThrottlesAlarm/Properties/MetricName", "Errors")),
    (rules.failing_to_store_is_told_within_the_hour, drop("Resources/FailedAttemptsAlarm")),
    (rules.failing_to_store_is_told_within_the_hour, put("Resources/FailedAttemptsAlarm/Properties/Period", 3600)),
    (rules.failing_to_store_is_told_within_the_hour, put("Resources/FailedAttemptsAlarm/Properties/Namespace", "x")),
    (rules.failing_to_store_is_told_within_the_hour, drop("Resources/AcceptedNotStoredAlarm")),
    (rules.failing_to_store_is_told_within_the_hour, drop(f"{NOT_STORED}/Metrics/2")),
    (rules.failing_to_store_is_told_within_the_hour, put(f"{NOT_STORED}/EvaluationPeriods", 4)),
    (rules.no_partition_is_taken_for_granted, put("Outputs/ApiEndpoint/Value", "https://x.amazonaws.com")),
    (rules.no_partition_is_taken_for_granted, put(f"{DEAD_LETTERS}/RedriveAllowPolicy", "arn:aws:sqs:x")),
    (rules.no_partition_is_taken_for_granted, drop("Mappings/Partitions/aws-cn")),
    (
        rules.tables_are_restorable_if_asked,
        put(f"{TABLE}/Properties/{RECOVERY}", {"PointInTimeRecoveryEnabled": False}),
    ),
    (rules.a_domain_is_the_only_way_in, put(f"{API}/Body/servers", [])),
    (rules.a_domain_is_the_only_way_in, drop("Resources/CustomDomain/Condition")),
    (rules.a_domain_is_the_only_way_in, drop("Resources/CustomDomainMapping")),
    (rules.a_domain_is_the_only_way_in, put("Outputs/ApiEndpoint/Value", {"Fn::GetAtt": ["HttpApi", "ApiEndpoint"]})),
    (rules.a_domain_is_the_only_way_in, drop("Rules/DomainHasCertificate")),
    (rules.web_pages_are_let_in_as_chosen, put(f"{API}/Body/{CORS}", {"allowOrigins": ["*"]})),
    (rules.web_pages_are_let_in_as_chosen, put(f"{API}/Body/{CORS}/Fn::If/1/allowHeaders", ["content-type"])),
    (rules.web_pages_are_let_in_as_chosen, put(f"{API}/Body/{CORS}/Fn::If/1/allowCredentials", value=True)),
    (rules.web_pages_are_let_in_as_chosen, drop(f"{API}/Body/{CORS}/Fn::If/1/exposeHeaders")),
    (rules.strangers_cost_little, put("Parameters/OpenRequestsPerDay/Default", 2_000_000)),
    (rules.strangers_cost_little, put(f"{INGEST}/Environment/Variables/OPEN_MEGABYTES_PER_DAY", "200")),
    (rules.strangers_cost_little, put("Parameters/RequestsPerSecond/Default", 200)),
    (rules.strangers_cost_little, put("Parameters/RequestsPerSecond/Default", 30)),
    (rules.strangers_cost_little, drop(f"{STAGE}/RouteSettings")),
    (rules.strangers_cost_little, put("Resources/IncomingDataAlarm/Properties/Period", 3600)),
    (rules.strangers_cost_little, drop("Resources/IncomingDataAlarm")),
    (rules.alarms_watch_what_can_fail, put("Resources/IncomingDataAlarm/Properties/Threshold", 5_000_000_000)),
    (rules.strangers_cost_little, drop(f"{TABLE}/Properties/OnDemandThroughput")),
    (rules.strangers_cost_little, drop(f"{TABLE}/Properties/GlobalSecondaryIndexes/0/OnDemandThroughput")),
    (rules.budgets_tell_before_the_money_is_spent, drop("Resources/Budget")),
    (rules.budgets_tell_before_the_money_is_spent, drop("Resources/Budget/Condition")),
    (rules.budgets_tell_before_the_money_is_spent, drop(f"{BUDGET}/NotificationsWithSubscribers/1")),
    (rules.budgets_tell_before_the_money_is_spent, put(f"{BUDGET}/Budget/BudgetLimit/Amount", 10_000)),
    (
        rules.budgets_tell_before_the_money_is_spent,
        put(f"{BUDGET}/NotificationsWithSubscribers/0/Subscribers/0/Address", "someone@example.org"),
    ),
    (rules.queues_are_reached_by_tls, drop("Resources/DeadLetterQueuePolicy")),
    (rules.queues_are_reached_by_tls, put(f"{QUEUE_POLICY}/PolicyDocument/Statement/0/Effect", "Allow")),
    (rules.queues_are_reached_by_tls, put(f"{QUEUE_POLICY}/Queues", [{"Ref": "DeadLetterQueue"}])),
    (rules.functions_have_their_own_log_groups, drop(f"{INGEST}/LoggingConfig")),
    (rules.functions_have_their_own_log_groups, put(f"{WORKER}/LoggingConfig/LogGroup", {"Ref": "IngestApiLogGroup"})),
    (rules.functions_have_their_own_log_groups, put(f"{WORKER}/LoggingConfig/LogFormat", "Text")),
    (rules.functions_have_their_own_log_groups, drop("Resources/IngestApiLogGroup/Properties/RetentionInDays")),
    (rules.kept_data_survives_the_stack, drop(f"{TABLE}/DeletionPolicy")),
    (rules.kept_data_survives_the_stack, put("Resources/Tenants/DeletionPolicy", "Retain")),
    (rules.kept_data_survives_the_stack, put("Resources/MasterSecret/DeletionPolicy", "Retain")),
    (rules.kept_data_survives_the_stack, drop("Resources/Tenants/UpdateReplacePolicy")),
    (rules.kept_data_survives_the_stack, put("Resources/MasterSecret/UpdateReplacePolicy", "Delete")),
]


def name(rule: Rule) -> str:
    """Return the rule's name as a test id."""
    return rule.__name__


def lint(text: str) -> list[Any]:
    """Return cfn-lint's findings in a template."""
    # Imported here, because the import takes seconds in every process that collects tests.
    found: list[Any] = import_module("cfnlint.api").lint(text, regions=REGIONS)
    return found


def test_linter_finds_nothing_in_the_template_as_written() -> None:
    """cfn-lint has no findings in the template as written."""
    assert lint(TEMPLATE_PATH.read_text()) == []


def test_linter_finds_nothing_in_the_translated_template() -> None:
    """cfn-lint has no findings in the template as CloudFormation gets it."""
    assert lint(json.dumps(translated_template())) == []


def test_linter_reads_the_translated_template() -> None:
    """cfn-lint finds a fault in the translated template, so its silence means something."""
    broken = translated_template()
    broken["Resources"]["LogProcessingQueue"]["Properties"]["VisibilityTimeout"] = "long"
    assert lint(json.dumps(broken)) != []


@pytest.mark.parametrize("rule", RULES, ids=name)
def test_template_keeps_the_rule(rule: Rule) -> None:
    """The deployed template keeps every rule."""
    assert not list(rule(translated_template())), rule.__doc__


@pytest.mark.parametrize(("rule", "mutate"), BREAKS, ids=[name(rule) for rule, _ in BREAKS])
def test_a_rule_detects_its_violation(rule: Rule, mutate: Mutation) -> None:
    """The rule detects a template that breaks it."""
    broken = translated_template()
    mutate(broken)
    assert set(rule(broken)) - set(rule(translated_template()))


def test_every_rule_has_a_mutation_that_it_detects() -> None:
    """Each rule has a mutation that it detects."""
    assert {rule for rule, _ in BREAKS} == set(RULES)
