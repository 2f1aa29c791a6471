"""template.yaml as data, and the path of the checkout."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

# The SAM translator has no type hints.
from samtranslator.yaml_helper import yaml_parse  # type: ignore[import-untyped]

ROOT = Path(__file__).parents[2]
TEMPLATE_PATH = ROOT / "template.yaml"
_NO_VALUE = {"Ref": "AWS::NoValue"}

# Any value in a CloudFormation template.
Value = Any
Template = dict[str, Value]


def load_template(path: Path = TEMPLATE_PATH) -> Template:
    """Read the template. CloudFormation's short tags (`!Ref`) become their long forms; conditions stay."""
    return cast("Template", yaml_parse(path.read_text(encoding="utf-8")))


def resolved(value: Value, template: Template, parameters: Mapping[str, str] | None = None) -> Value:
    """Replace each `Fn::If` in the value by the branch that these parameters, or their defaults, select."""
    values = {name: parameter.get("Default") for name, parameter in template["Parameters"].items()}
    values |= {"AWS::Partition": "aws"} | dict(parameters or {})
    written = template.get("Conditions", {})
    conditions = {name: _holds(condition, values, written) for name, condition in written.items()}
    return _chosen(value, conditions)


def is_created(resource: Value, template: Template, parameters: Mapping[str, str]) -> bool:
    """Return whether these parameters, or their defaults, meet the resource's condition, if it has one."""
    return "Condition" not in resource or bool(
        resolved({"Fn::If": [resource["Condition"], True, False]}, template, parameters)
    )


def _holds(condition: Value, values: Mapping[str, Value], written: Mapping[str, Value]) -> bool:
    match condition:
        case {"Condition": str(name)}:
            return _holds(written[name], values, written)
        case {"Fn::And": [*all_]}:
            return all(_holds(one, values, written) for one in all_)
        case {"Fn::Or": [*all_]}:
            return any(_holds(one, values, written) for one in all_)
        case {"Fn::Not": [inner]}:
            return not _holds(inner, values, written)
        case {"Fn::Equals": [one, other]}:
            return bool(filled_in(one, values) == filled_in(other, values))
        case _:
            raise ValueError(f"The condition {condition} is not supported.")


def _chosen(value: Value, conditions: Mapping[str, bool]) -> Value:
    """Replace each `Fn::If` by the branch of its condition, and remove values that are `AWS::NoValue`."""
    match value:
        case {"Fn::If": [name, one, other]}:
            return _chosen(one if conditions[name] else other, conditions)
        case dict():
            chosen = {key: _chosen(item, conditions) for key, item in value.items()}
            return {key: item for key, item in chosen.items() if item != _NO_VALUE}
        case list():
            return [item for item in (_chosen(item, conditions) for item in value) if item != _NO_VALUE]
        case _:
            return value


def filled_in(value: Value, values: Mapping[str, Value]) -> Value:
    """Replace each `Ref` and `Fn::Sub` by these values. Raises ValueError for other functions."""
    match value:
        case {"Ref": name}:
            return values[name]
        case {"Fn::Sub": str(text)}:
            return re.sub(r"\$\{([^}]+)\}", lambda name: str(values[name[1]]), text)
        case dict() if any(key.startswith("Fn::") for key in value):
            raise ValueError(f"The value of {value} is only known after deployment.")
        case dict():
            return {key: filled_in(item, values) for key, item in value.items()}
        case list():
            return [filled_in(item, values) for item in value]
        case _:
            return value
