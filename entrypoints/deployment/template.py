"""template.yaml as data, and the checkout that it stands in."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

# The translator ships no types.
from samtranslator.yaml_helper import yaml_parse  # type: ignore[import-untyped]

ROOT = Path(__file__).parents[2]
TEMPLATE_PATH = ROOT / "template.yaml"
_NO_VALUE = {"Ref": "AWS::NoValue"}

# What CloudFormation lets stand anywhere in a template.
Value = Any
Template = dict[str, Value]


def load_template(path: Path = TEMPLATE_PATH) -> Template:
    """Read the template as it is written, with CloudFormation's short tags spelt out."""
    return cast("Template", yaml_parse(path.read_text(encoding="utf-8")))


def settled(value: Value, template: Template, parameters: Mapping[str, str] | None = None) -> Value:
    """Of every If in the value what its condition chooses, by these parameters and the defaults of the others."""
    values = {name: parameter.get("Default") for name, parameter in template["Parameters"].items()}
    values |= {"AWS::Partition": "aws"} | dict(parameters or {})
    written = template.get("Conditions", {})
    conditions = {name: _holds(condition, values, written) for name, condition in written.items()}
    return _chosen(value, conditions)


def is_made(resource: Value, template: Template, parameters: Mapping[str, str]) -> bool:
    """Whether the resource's own condition, if it has one, holds by these parameters and the others' defaults."""
    return "Condition" not in resource or bool(
        settled({"Fn::If": [resource["Condition"], True, False]}, template, parameters)
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
            raise ValueError(f"{condition} is no condition that is known here.")


def _chosen(value: Value, conditions: Mapping[str, bool]) -> Value:
    """Of each If what its condition chooses; what is given no value is not there."""
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
    """Put these values in the place of every Ref and Sub. Raises ValueError for what only a deployment knows."""
    match value:
        case {"Ref": name}:
            return values[name]
        case {"Fn::Sub": str(text)}:
            return re.sub(r"\$\{([^}]+)\}", lambda name: str(values[name[1]]), text)
        case dict() if any(key.startswith("Fn::") for key in value):
            raise ValueError(f"{value} is known only once it is deployed.")
        case dict():
            return {key: filled_in(item, values) for key, item in value.items()}
        case list():
            return [filled_in(item, values) for item in value]
        case _:
            return value
