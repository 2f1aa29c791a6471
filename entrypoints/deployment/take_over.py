"""`make take-over`: import the tables and the secret that a deleted stack has left into a new stack.

CloudFormation imports existing resources with a change set of type IMPORT, whose template must contain no new resources
and no outputs. So this command creates a stack of the existing resources only, and `make deploy` then adds the rest.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-manually.html
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from entrypoints.deployment.account import Account, AccountError
from entrypoints.deployment.settings import UnusableSettings, read_settings
from entrypoints.deployment.template import ROOT, Template, Value, is_created, load_template, resolved

# The deletion policy of the resources that remain when a stack is deleted, and the identifier of each type.
_KEPT = "RetainExceptOnCreate"
_IDENTIFIERS = {
    "AWS::DynamoDB::Table": "TableName",
    "AWS::SecretsManager::Secret": "Id",
    "AWS::KMS::Key": "KeyId",
}


def kept_template(template: Template, parameters: Mapping[str, str]) -> Template:
    """Return a template of the kept resources only, for these parameters."""
    written = {
        name: {key: part for key, part in resource.items() if key not in ("Metadata", "Condition")}
        for name, resource in template["Resources"].items()
        if resource.get("DeletionPolicy") == _KEPT and is_created(resource, template, parameters)
    }
    resources = resolved(written, template, parameters)
    words = set(_words(resources))
    return {
        "AWSTemplateFormatVersion": template["AWSTemplateFormatVersion"],
        "Description": template["Description"],
        "Parameters": {name: value for name, value in template["Parameters"].items() if name in words},
        "Resources": resources,
    }


def _words(value: Value) -> Iterator[str]:
    match value:
        case dict():
            for item in value.values():
                yield from _words(item)
        case list():
            for item in value:
                yield from _words(item)
        case _:
            # A parameter's name may be the whole value or part of it: "${NamePrefix}tenants".
            yield from re.findall(r"\w+", str(value))


def resources_to_import(template: Template, identifiers: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the argument `ResourcesToImport` of CreateChangeSet: each kept resource with its identifier."""
    return [
        {
            "ResourceType": resource["Type"],
            "LogicalResourceId": name,
            "ResourceIdentifier": {_IDENTIFIERS[resource["Type"]]: identifiers[name]},
        }
        for name, resource in template["Resources"].items()
    ]


def main(arguments: list[str] | None = None) -> int:
    """Import the existing resources. Return 0 for success, and 2 if they cannot be imported."""
    parser = argparse.ArgumentParser(prog="make take-over", description=__doc__)
    parser.add_argument("--config-file", type=Path, default=ROOT / "samconfig.toml", help="default samconfig.toml")
    parser.add_argument("--show", action="store_true", help="print the template and import nothing")
    chosen = parser.parse_args(arguments)
    try:
        settings = read_settings(chosen.config_file)
        template = kept_template(load_template(), settings.parameters)
        if chosen.show:
            print(json.dumps(template, indent=2))
            return 0
        account = Account(settings)
        identifiers = account.kept_identifiers()
        parameters = {name: value for name, value in settings.parameters.items() if name in template["Parameters"]}
        account.import_resources(template, resources_to_import(template, identifiers), parameters)
    except (UnusableSettings, AccountError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 2
    print(f"The stack {settings.stack} now contains {', '.join(identifiers)}. Run `make deploy` to add the rest.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
