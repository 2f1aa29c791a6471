"""The template with which a new stack imports the resources that a deleted one has left."""

import json
from importlib import import_module
from typing import Any

import pytest

from entrypoints.deployment.take_over import kept_template, resources_to_import
from entrypoints.deployment.template import load_template

KEPT = ["TenantLogs", "Tenants", "MasterSecret"]


@pytest.mark.parametrize(
    ("parameters", "kept"), [({}, KEPT), ({"Hardening": "full"}, [*KEPT, "EncryptionKey"])], ids=["standard", "full"]
)
def test_an_import_contains_only_kept_resources(parameters: dict[str, str], kept: list[str]) -> None:
    """CloudFormation imports no new resource, creates no output, and refuses unknown names."""
    template = kept_template(load_template(), parameters)
    assert list(template["Resources"]) == kept
    assert "Outputs" not in template
    assert all("DeletionPolicy" in resource for resource in template["Resources"].values())
    identifiers = {name: f"id-of-{name}" for name in kept}
    assert [one["LogicalResourceId"] for one in resources_to_import(template, identifiers)] == kept


def test_linter_finds_nothing_in_the_template_of_an_import() -> None:
    """The template with everything that can be imported is valid."""
    template = kept_template(load_template(), {"Hardening": "full"})
    found: list[Any] = import_module("cfnlint.api").lint(json.dumps(template), regions=["eu-west-1"])
    assert found == []


def test_the_deployed_stack_does_not_change_imported_resources() -> None:
    """Each imported resource is unchanged in the stack, so that no secret is generated and no table replaced."""
    whole = load_template()["Resources"]
    secret = kept_template(load_template(), {})["Resources"]["MasterSecret"]["Properties"]
    assert secret["GenerateSecretString"] == whole["MasterSecret"]["Properties"]["GenerateSecretString"]
    tables = kept_template(load_template(), {})["Resources"]
    for table in ("TenantLogs", "Tenants"):
        for part in ("TableName", "KeySchema", "AttributeDefinitions", "BillingMode"):
            assert tables[table]["Properties"][part] == whole[table]["Properties"][part]


def test_each_type_is_imported_by_its_own_identifier() -> None:
    """Tables are imported by name, the secret by its ARN, a key by its id: the primary identifiers of their schemas."""
    template = kept_template(load_template(), {"Hardening": "full"})
    listed = resources_to_import(template, dict.fromkeys(template["Resources"], "x"))
    assert [next(iter(one["ResourceIdentifier"])) for one in listed] == ["TableName", "TableName", "Id", "KeyId"]
