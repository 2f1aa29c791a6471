"""The documents for people on call are about what is deployed."""

import re

from entrypoints.deployment.template import TEMPLATE_PATH, load_template
from tests.support.template import translated_template

_DOCS = TEMPLATE_PATH.parent / "docs"
_NAME = "${NamePrefix}log-processor-"


def test_the_runbook_has_every_alarm_and_no_other() -> None:
    """Each alarm has a heading by its own name, where its description leads to."""
    alarms = [
        resource["Properties"]
        for resource in translated_template()["Resources"].values()
        if resource["Type"] == "AWS::CloudWatch::Alarm"
    ]
    names = {alarm["AlarmName"]["Fn::Sub"].removeprefix(_NAME) for alarm in alarms}
    headings = re.findall(r"(?m)^## (.+)$", (_DOCS / "runbook.md").read_text(encoding="utf-8"))
    assert {heading for heading in headings if " " not in heading} == names
    assert all("docs/runbook.md" in alarm["AlarmDescription"] for alarm in alarms)


def test_every_parameter_is_documented() -> None:
    """The table of parameters in docs/aws.md names all of them, and no other."""
    text = (_DOCS / "aws.md").read_text(encoding="utf-8")
    section = text[text.index("## Parameters") : text.index("## What it costs")]
    rows = re.findall(r"(?m)^\| (`[^|]+) \| [^|]+ \| [^|]+ \|$", section)
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert named == set(load_template()["Parameters"])
