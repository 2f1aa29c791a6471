"""The resources of template.yaml for tests: as CloudFormation gets them, and as parameters for boto3."""

import json
from collections.abc import Mapping
from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from entrypoints.deployment.template import Template, Value, filled_in, load_template, resolved

if TYPE_CHECKING:
    from mypy_boto3_sqs.literals import QueueAttributeNameType

# Logical ids
LOG_PROCESSING_QUEUE = "LogProcessingQueue"
DEAD_LETTER_QUEUE = "DeadLetterQueue"
TENANT_LOGS = "TenantLogs"
TENANTS = "Tenants"
TENANT_USAGE = "TenantUsage"

REGION = "eu-west-1"
_PSEUDO_PARAMETERS = {"AWS::Partition": "aws", "AWS::Region": REGION, "AWS::AccountId": "123456789012"}


def translated_template() -> Template:
    """Translate the template to plain CloudFormation, as a deployment does. The caller may change its copy."""
    return cast("Template", json.loads(_translation()))


@cache
def _translation() -> str:
    # This import is slow, and most tests need the template only as written. The translator has no type hints.
    from samtranslator.parser.parser import Parser  # type: ignore[import-untyped]  # noqa: PLC0415
    from samtranslator.translator.translator import Translator  # type: ignore[import-untyped]  # noqa: PLC0415

    template = load_template()
    # In a deployment, the code is uploaded before.
    template["Globals"]["Function"]["CodeUri"] = "s3://bucket/code.zip"
    # There are no managed policies to look up, and only the region of a session is needed, so no call to AWS is made.
    translator = Translator({}, Parser(), boto_session=SimpleNamespace(region_name=REGION))
    return json.dumps(translator.translate(template, parameter_values={}))


def resolve(value: Value, template: Template, parameters: Mapping[str, str] | None = None) -> Value:
    """Replace every Ref and Sub by the parameter or its default, and every If by its branch."""
    defaults = {name: parameter["Default"] for name, parameter in template["Parameters"].items()}
    values: dict[str, Value] = _PSEUDO_PARAMETERS | defaults | dict(parameters or {})
    return filled_in(resolved(value, template, parameters), values)


def create_table_parameters(logical_id: str = TENANT_LOGS) -> dict[str, Any]:
    """Return the parameters with which DynamoDB's `create_table` creates the deployed table."""
    template = load_template()
    parameters: dict[str, Any] = resolve(template["Resources"][logical_id]["Properties"], template)
    # Separate calls set these properties, and no emulator implements expiry.
    parameters.pop("TimeToLiveSpecification", None)
    parameters.pop("PointInTimeRecoverySpecification", None)
    return parameters


def create_queue_attributes(
    logical_id: str, *, dead_letter_target_arn: str | None = None
) -> dict["QueueAttributeNameType", str]:
    """Return the `Attributes` with which `create_queue` creates the deployed queue, with this dead-letter queue."""
    template = load_template()
    properties: dict[str, Any] = template["Resources"][logical_id]["Properties"]
    if dead_letter_target_arn:
        properties["RedrivePolicy"]["deadLetterTargetArn"] = dead_letter_target_arn
    # The redrive-allow policy names the deployed queue, and would refuse a test's queue with another name.
    attributes = {
        name: value for name, value in properties.items() if name not in {"QueueName", "RedriveAllowPolicy", "Tags"}
    }
    return {
        cast("QueueAttributeNameType", name): value if isinstance(value, str) else json.dumps(value)
        for name, value in resolve(attributes, template).items()
    }
