"""Deploying the real template with the real `sam deploy`, and workarounds for the emulator."""

import json
import os
import pty
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from entrypoints.deployment.account import Account
from entrypoints.deployment.packages import BUILT
from entrypoints.deployment.settings import DEFAULT_STACK, read_settings
from entrypoints.deployment.take_over import kept_template, resources_to_import
from entrypoints.deployment.template import ROOT, filled_in, load_template
from tests.emulated.ministack import Ministack
from tests.support.template import REGION

_SAM = ROOT / ".venv-sam" / "bin" / "sam"
_BUILT = ROOT / BUILT
# The template as SAM deploys it on AWS. The emulator fails with it (see emulated_template), and rolls back.
FULL_TEMPLATE = _BUILT / "template.yaml"
STACK = DEFAULT_STACK


class DeploymentFailed(Exception):
    """The deployment failed. The message has SAM's output."""


@dataclass(frozen=True)
class Deployment:
    """A deployed stack: its outputs by key, the address of its HTTP API, and the prefix of its names."""

    aws: Ministack
    outputs: dict[str, str]
    endpoint: str
    prefix: str

    def role_of(self, function: str) -> tuple[str, str]:
        """Return the name of a function's role and of its one policy."""
        arn: str = self.aws.client("lambda").get_function_configuration(FunctionName=self.prefix + function)["Role"]
        role = arn.rpartition("/")[2]
        (policy,) = self.aws.client("iam").list_role_policies(RoleName=role)["PolicyNames"]
        return role, policy

    def change_policy(self, function: str, change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> None:
        """Replace the statements of a function's role."""
        iam = self.aws.client("iam")
        role, policy = self.role_of(function)
        document = iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
        document = document if isinstance(document, dict) else json.loads(document)
        document["Statement"] = change(document["Statement"])
        iam.put_role_policy(RoleName=role, PolicyName=policy, PolicyDocument=json.dumps(document))


def deploy_by_dialogue(aws: Ministack, folder: Path, template: Path) -> str:
    """Run `make deploy` on a terminal, with Enter at every question; return its output. Raises DeploymentFailed.

    Its settings file is in the folder; that of the checkout is not touched.
    """
    # The build downloads libraries, whose servers do not have the emulator's certificate.
    environment = {**os.environ, **aws.environment, "SSL_CERT_FILE": os.environ.get("SSL_CERT_FILE", "")}
    extra = f"--config-file {folder / 'samconfig.toml'} --template-file {template}"
    controller, terminal = pty.openpty()
    # More than there are questions, so that an additional question gets an answer, which must not be No.
    os.write(controller, b"\n" * 30)
    with subprocess.Popen(  # noqa: S603 - our own Makefile
        ["make", "deploy", "ARCHITECTURE=x86_64", f"ARGS={extra}"],  # noqa: S607
        cwd=ROOT,
        env={name: value for name, value in environment.items() if value},
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
    ) as process:
        os.close(terminal)
        printed = "".join(_read(controller))
    os.close(controller)
    if process.returncode:
        raise DeploymentFailed(printed)
    return printed


def _read(terminal: int) -> Iterator[str]:
    """Yield the output on a terminal until its last process ends."""
    # On Linux the end is an error, on other systems an empty read.
    with suppress(OSError):
        while piece := os.read(terminal, 4096):
            yield piece.decode(errors="replace")


def take_over(aws: Ministack, folder: Path, *names: str) -> None:
    """Do the same as `make take-over`, for these resources only."""
    settings = read_settings(folder / "samconfig.toml")
    template = kept_template(load_template(), settings.parameters)
    template["Resources"] = {name: resource for name, resource in template["Resources"].items() if name in names}
    tables = {name: resource["Properties"]["TableName"] for name, resource in template["Resources"].items()}
    identifiers = {name: str(filled_in(table, settings.parameters)) for name, table in tables.items()}
    with patch.dict(os.environ, aws.environment):
        Account(settings).import_resources(
            template, resources_to_import(template, identifiers), {"NamePrefix": settings.parameters["NamePrefix"]}
        )


def deploy(aws: Ministack, folder: Path, stack: str = STACK, **parameters: str) -> Deployment:
    """Deploy the packages of `make build`, or update the stack. Raises DeploymentFailed.

    There must be no other stack, because the workarounds for the emulator affect everything that is deployed.
    """
    command = [
        str(_SAM),
        *("deploy", "--template-file", str(emulated_template(folder))),
        *("--stack-name", stack, "--resolve-s3", "--capabilities", "CAPABILITY_IAM", "--region", REGION),
        *("--no-confirm-changeset", "--no-fail-on-empty-changeset", "--no-progressbar"),
        *("--parameter-overrides", "Architecture=x86_64"),
        *(f"{name}={value}" for name, value in parameters.items()),
    ]
    done = subprocess.run(  # noqa: S603 - SAM, on loopback
        command, cwd=ROOT, env=aws.environment, capture_output=True, text=True, timeout=300, check=False
    )
    if done.returncode:
        raise DeploymentFailed(f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
    (described,) = aws.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in described["Outputs"]}
    prefix = parameters.get("NamePrefix", "")
    deployment = Deployment(aws, outputs, _with_routes(aws, prefix), prefix)
    for mend in (
        _with_secret_by_arn,
        _with_batches_allowed,
        _with_tags_readable,
        _with_inserts_allowed,
        _with_tenants_unseen,
        _with_number_for_concurrency,
    ):
        mend(deployment)
    return deployment


# The following functions work around the emulator, each with its reason. The template itself is for AWS.


def emulated_template(folder: Path) -> Path:
    """Return the built template without alarms on several metrics, because the emulator has no metric math."""
    text = FULL_TEMPLATE.read_text()
    for name, resource in load_template()["Resources"].items():
        if resource["Type"] == "AWS::CloudWatch::Alarm" and "Metrics" in resource["Properties"]:
            text, alarms = re.subn(rf"(?m)^  {name}:\n(?:   .*\n)+", "", text)
            assert alarms == 1
    copy = folder / "template-emulated.yaml"
    copy.write_text(re.sub(r"(?m)^( +CodeUri: )(\w+)$", rf"\1{_BUILT}/\2", text))
    return copy


def _with_routes(aws: Ministack, prefix: str) -> str:
    """The emulator does not create routes for HttpApi events."""
    gateway = aws.client("apigatewayv2")
    (api,) = gateway.get_apis()["Items"]
    if not gateway.get_routes(ApiId=api["ApiId"])["Items"]:
        for function, route in _routes():
            arn = aws.client("lambda").get_function_configuration(FunctionName=prefix + function)["FunctionArn"]
            integration = gateway.create_integration(
                ApiId=api["ApiId"], IntegrationType="AWS_PROXY", IntegrationUri=arn, PayloadFormatVersion="2.0"
            )["IntegrationId"]
            gateway.create_route(ApiId=api["ApiId"], RouteKey=route, Target=f"integrations/{integration}")
    return f"{aws.endpoint}/_aws/execute-api/{api['ApiId']}/$default"


def let_pages_in(aws: Ministack, origin: str) -> None:
    """Allow the origin of the parameter AllowedOrigins: the emulator reads no CORS from the API's definition."""
    gateway = aws.client("apigatewayv2")
    (api,) = gateway.get_apis()["Items"]
    _, chosen, _ = load_template()["Resources"]["HttpApi"]["Properties"]["CorsConfiguration"]["Fn::If"]
    gateway.update_api(ApiId=api["ApiId"], Name="log-processor", CorsConfiguration={**chosen, "AllowOrigins": [origin]})


def _routes() -> Iterator[tuple[str, str]]:
    """Yield function and route key of each HttpApi event of the template."""
    for resource in load_template()["Resources"].values():
        properties = resource.get("Properties", {})
        for event in properties.get("Events", {}).values() if isinstance(properties, dict) else ():
            if event["Type"] == "HttpApi":
                name = properties["FunctionName"]["Fn::Sub"].replace("${NamePrefix}", "")
                path = event["Properties"].get("Path")
                yield name, f"{event['Properties']['Method']} {path}" if path else "$default"


def _with_secret_by_arn(deployment: Deployment) -> None:
    """In the emulator `Ref` of a secret is its name, but a policy needs the ARN, as on AWS."""
    name = f"{deployment.prefix}log-processor-master-secret"
    secret = deployment.aws.client("secretsmanager").describe_secret(SecretId=name)

    def by_arn(statements: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            one | {"Resource": secret["ARN"]} if one["Action"] == "secretsmanager:GetSecretValue" else one
            for one in statements
        ]

    deployment.change_policy("log-worker", by_arn)


def _with_batches_allowed(deployment: Deployment) -> None:
    """In the emulator, the permission for SendMessage or ChangeMessageVisibility does not include batches."""

    def with_batches(statements: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [one | {"Action": [*_actions(one), *_batches(one)]} for one in statements]

    for function in ("ingest-api", "log-worker"):
        deployment.change_policy(function, with_batches)


def _with_tags_readable(deployment: Deployment) -> None:
    """The emulator does not pass the requested attributes of BatchGetItem to policies."""

    def unconditional(statements: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            {
                key: part
                for key, part in one.items()
                if key != "Condition" or "dynamodb:BatchGetItem" not in _actions(one)
            }
            for one in statements
        ]

    deployment.change_policy("log-worker", unconditional)


def _with_inserts_allowed(deployment: Deployment) -> None:
    """The emulator requires an action named like the operation instead of `dynamodb:PartiQLInsert`, without a table."""
    inserting = {"Effect": "Allow", "Action": "dynamodb:BatchExecuteStatement", "Resource": "*"}
    deployment.change_policy("log-worker", lambda statements: [*statements, inserting])


def _with_tenants_unseen(deployment: Deployment) -> None:
    """The emulator passes neither a session's tags nor `dynamodb:LeadingKeys` to policies, and checks both roles.

    So the limitation of a tenant's session to its own logs is not enforced here. tests/template checks it.
    """
    iam = deployment.aws.client("iam")
    roles = [
        role
        for role in iam.list_roles()["Roles"]
        if any(name in role["RoleName"] for name in ("TenantReaderRole", "TenantEraserRole"))
    ]
    for role in roles:
        name, trust = role["RoleName"], role["AssumeRolePolicyDocument"]
        iam.update_assume_role_policy(RoleName=name, PolicyDocument=json.dumps(_unconditional(trust)))
        (policy,) = iam.list_role_policies(RoleName=name)["PolicyNames"]
        document = iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
        iam.put_role_policy(RoleName=name, PolicyName=policy, PolicyDocument=json.dumps(_unconditional(document)))
    assuming = {
        "Effect": "Allow",
        "Action": ["sts:AssumeRole", "sts:TagSession"],
        "Resource": [role["Arn"] for role in roles],
    }
    deployment.change_policy("read-api", lambda statements: [*statements, assuming])


def _unconditional(document: dict[str, Any]) -> dict[str, Any]:
    return document | {
        "Statement": [{key: part for key, part in one.items() if key != "Condition"} for one in document["Statement"]]
    }


def _actions(statement: dict[str, Any]) -> list[str]:
    action = statement["Action"]
    return [action] if isinstance(action, str) else list(action)


def _batches(statement: dict[str, Any]) -> list[str]:
    batched = ("sqs:SendMessage", "sqs:ChangeMessageVisibility", "sqs:DeleteMessage")
    return [f"{action}Batch" for action in _actions(statement) if action in batched]


def _with_number_for_concurrency(deployment: Deployment) -> None:
    """The emulator keeps a parameter's number as a string, and fails with it."""
    functions = deployment.aws.client("lambda")
    (mapping,) = functions.list_event_source_mappings()["EventSourceMappings"]
    functions.update_event_source_mapping(UUID=mapping["UUID"], ScalingConfig={"MaximumConcurrency": 5})
