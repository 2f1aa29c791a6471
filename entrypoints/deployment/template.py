"""template.yaml as data, and the checkout that it stands in."""

from pathlib import Path
from typing import Any, cast

# The translator ships no types.
from samtranslator.yaml_helper import yaml_parse  # type: ignore[import-untyped]

ROOT = Path(__file__).parents[2]
TEMPLATE_PATH = ROOT / "template.yaml"

# What CloudFormation lets stand anywhere in a template.
Value = Any
Template = dict[str, Value]


def load_template(path: Path = TEMPLATE_PATH) -> Template:
    """Read the template as it is written, with CloudFormation's short tags spelt out."""
    return cast("Template", yaml_parse(path.read_text(encoding="utf-8")))
