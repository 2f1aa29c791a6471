"""The settings of a deployment, in samconfig.toml: asked at the first deployment, and read at each later one."""

import re
import shlex
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from entrypoints.deployment.template import Template

DEFAULT_STACK = "aws-log-processor"
# The parameters to ask for. The defaults of the others suit a first deployment.
_ASKED = ("AuthMode", "AlarmEmail", "Architecture")
# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-using-console-create-stack-parameters.html
_STACK_NAME = r"[A-Za-z][A-Za-z0-9-]{0,127}"
_REGION = r"[a-z]{2}(-[a-z]+)+-\d"

Ask = Callable[[str], str]


class UnusableSettings(Exception):
    """The settings cannot be read. The message says why."""


@dataclass(frozen=True)
class Settings:
    """A stack's name, its region and profile (None if not set), and the parameters that do not have their default."""

    stack: str
    region: str | None
    profile: str | None
    parameters: Mapping[str, str]


def ask_for_settings(template: Template, *, region: str | None, suggested: Mapping[str, str], ask: Ask) -> Settings:
    """Ask each question until its answer is valid. An empty answer accepts the suggested value.

    `region` is the suggested region. `suggested` replaces defaults of the template's parameters.
    """
    stack = _answer(ask, "Name of the stack", DEFAULT_STACK, _matching(_STACK_NAME, "Letters, digits and hyphens."))
    region = _answer(ask, "AWS region", region or "us-east-1", _matching(_REGION, "For instance eu-west-1."))
    # The default stack has no prefix. The names of any other stack must differ from those of the default stack.
    prefix = "" if stack == DEFAULT_STACK else f"{stack.lower()[:20].rstrip('-')}-"
    suggested = {**suggested, "NamePrefix": prefix}
    parameters = {
        name: _answer_for(template["Parameters"][name], name, suggested.get(name), ask)
        for name in ("NamePrefix", *_ASKED)
    }
    return Settings(stack, region, None, parameters)


def _answer_for(parameter: Mapping[str, Any], name: str, suggested: str | None, ask: Ask) -> str:
    default = str(parameter["Default"]) if suggested is None else suggested
    choices = [str(value) for value in parameter.get("AllowedValues", [])]
    pattern = "|".join(map(re.escape, choices)) if choices else parameter["AllowedPattern"].strip("^$")
    hint = f"One of: {', '.join(choices)}." if choices else parameter["ConstraintDescription"]
    question = f"{parameter['Description'].strip()}\n{name}{' (' + '/'.join(choices) + ')' if choices else ''}"
    return _answer(ask, question, default, _matching(pattern, hint))


def _matching(pattern: str, hint: str) -> Callable[[str], str | None]:
    # Some of the template's patterns have the form `^$|^…$`: they also accept an empty text.
    return lambda text: None if re.fullmatch(pattern.replace("$|^", "|"), text) else hint


def _answer(ask: Ask, question: str, default: str, complaint: Callable[[str], str | None]) -> str:
    while True:
        text = ask(f"{question} [{default or 'none'}]: ").strip() or default
        wrong = complaint(text)
        if wrong is None:
            return text
        print(wrong)


def write_settings(path: Path, settings: Settings) -> None:
    """Write the file that `sam deploy` reads, with every setting that it would otherwise ask for."""
    overrides = " ".join(f'{name}=\\"{value}\\"' for name, value in settings.parameters.items())
    path.write_text(
        "# Written by `make deploy`. You may edit it. https://docs.aws.amazon.com/serverless-application-model/\n"
        "# latest/developerguide/serverless-sam-cli-config.html\n"
        "version = 0.1\n\n"
        "[default.deploy.parameters]\n"
        f'stack_name = "{settings.stack}"\n'
        f'region = "{settings.region}"\n'
        'capabilities = "CAPABILITY_IAM"\n'
        "resolve_s3 = true\n"
        "confirm_changeset = false\n"
        "fail_on_empty_changeset = false\n"
        f'parameter_overrides = "{overrides}"\n'
        "# The tags of all resources. Cost Explorer shows them once they are activated as cost allocation tags.\n"
        f'tags = "application=\\"aws-log-processor\\" stack=\\"{settings.stack}\\""\n',
        encoding="utf-8",
    )


def read_settings(path: Path) -> Settings:
    """Read the settings, also from a file that `sam deploy --guided` has written. Raises UnusableSettings."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        default = document["default"]
        of_deploy = {
            **default.get("global", {}).get("parameters", {}),
            **default["deploy"]["parameters"],
        }
        overrides = of_deploy.get("parameter_overrides", [])
        words = shlex.split(overrides) if isinstance(overrides, str) else [str(word) for word in overrides]
        return Settings(
            stack=of_deploy["stack_name"],
            region=of_deploy.get("region"),
            profile=of_deploy.get("profile"),
            parameters={
                name: value.strip('"')
                for name, separator, value in (word.partition("=") for word in words)
                if separator
            },
        )
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise UnusableSettings(f"{path} cannot be read ({type(error).__name__}: {error}).") from error
