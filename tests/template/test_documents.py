"""The documents agree with the template and the code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.errors import FinalReason
from domain.redaction.detectors import DETECTORS
from entrypoints.deployment.template import TEMPLATE_PATH, load_template
from tests.support.template import translated_template

_DOCS = TEMPLATE_PATH.parent / "docs"
_NAME = "${NamePrefix}log-processor-"
# The functions and classes that get the code of a refusal, and the format of a code.
_ERRORS = {"CallerError", "InvalidLog", "LimitExceeded", "Rejection", "RequestError", "bad_request", "_unauthorized"}
_CODE = re.compile("[a-z0-9]+(?:_[a-z0-9]+)*")
_FOLDERS = ("domain", "application", "infrastructure", "entrypoints")
# Indented blocks belong to lists.
_CODE_BLOCK = re.compile(r"(?ms)^ *```.*?^ *```$")


def test_the_runbook_has_every_alarm_and_no_other() -> None:
    """Each alarm has a heading with its name, and its description refers to the runbook."""
    alarms = [
        resource["Properties"]
        for resource in translated_template()["Resources"].values()
        if resource["Type"] == "AWS::CloudWatch::Alarm"
    ]
    names = {alarm["AlarmName"]["Fn::Sub"].removeprefix(_NAME) for alarm in alarms}
    headings = re.findall(r"(?m)^## (.+)$", (_DOCS / "runbook.md").read_text(encoding="utf-8"))
    assert {heading for heading in headings if " " not in heading} == names
    assert all("docs/runbook.md" in alarm["AlarmDescription"] for alarm in alarms)


def test_the_runbook_explains_every_final_reason() -> None:
    """The row of permanent failures names each reason for which the worker makes a dead letter, and no other."""
    (row,) = re.findall(r"(?m)^\| ([^|]+) \| permanent: [^|]+ \|$", (_DOCS / "runbook.md").read_text(encoding="utf-8"))
    assert set(re.findall(r"`(\w+)`", row)) == set(FinalReason)


def test_every_parameter_is_documented() -> None:
    """The table of parameters in docs/aws.md has exactly the parameters of the template."""
    text = (_DOCS / "aws.md").read_text(encoding="utf-8")
    section = text[text.index("## Parameters") : text.index("## What it costs")]
    rows = re.findall(r"(?m)^\| (`[^|]+) \| [^|]+ \| [^|]+ \|$", section)
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert named == set(load_template()["Parameters"])


def test_links_lead_somewhere() -> None:
    """Each link to a file of the repository, and to a heading in it, leads to an existing target."""
    root = TEMPLATE_PATH.parent
    broken = [
        f"{document.relative_to(root)}: {link}"
        for document in (*root.glob("*.md"), *_DOCS.rglob("*.md"))
        for link in re.findall(r"(?<!!)\]\(([^)\s]+)\)", _CODE_BLOCK.sub("", document.read_text(encoding="utf-8")))
        if not link.startswith(("https://", "http://")) and not _leads_somewhere(document, link)
    ]
    assert not broken


def _leads_somewhere(document: Path, link: str) -> bool:
    name, _, heading = link.partition("#")
    target = (document.parent / name) if name else document
    if not target.exists():
        return False
    return not heading or heading in {
        _anchor(title) for title in re.findall(r"(?m)^#+ (.+)$", target.read_text(encoding="utf-8"))
    }


def _anchor(title: str) -> str:
    """Return the anchor that GitHub creates."""
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def test_the_architecture_names_files_that_exist() -> None:
    """Every file named in the life of a log exists."""
    text = (_DOCS / "architecture.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:domain|application|infrastructure|entrypoints|tests)/[\w/.]+\.py)`", text)
    assert len(named) > 25
    assert [name for name in named if not (TEMPLATE_PATH.parent / name).exists()] == []


def test_the_readme_is_short() -> None:
    """The README has at most 200 lines of at most 120 characters."""
    lines = (TEMPLATE_PATH.parent / "README.md").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 200
    assert [line for line in lines if len(line) > 120] == []


@pytest.mark.parametrize("page", ["README.md", "docs/redaction.md"])
def test_every_kind_is_documented(page: str) -> None:
    """The table of kinds lists each built-in kind exactly once."""
    text = (TEMPLATE_PATH.parent / page).read_text(encoding="utf-8")
    section = text[text.index("## What is redacted") :].split("\n## ")[0]
    assert sorted(re.findall(r"(?m)^\| `([A-Z_]+)` \|", section)) == sorted(DETECTORS)


def test_every_code_of_a_refusal_is_documented() -> None:
    """docs/http.md names each code that an answer, the metric `refused` or a rejected log can have."""
    text = (_DOCS / "http.md").read_text(encoding="utf-8")
    codes = {code for folder in _FOLDERS for path in (_DOCS.parent / folder).rglob("*.py") for code in _codes(path)}
    assert "bad_log_id" in codes
    assert {code for code in codes if f"`{code}`" not in text} == set()


def _codes(path: Path) -> Iterator[str]:
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in _ERRORS:
            for argument in call.args[:2]:
                # The code is the first argument, or the second after a status. The detail is a sentence.
                match argument:
                    case ast.Constant(value=str(code)) if _CODE.fullmatch(code):
                        yield code
