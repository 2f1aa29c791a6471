"""The kind that docs/redaction.md adds step by step works as it is written there."""

import re
import textwrap
from pathlib import Path

import pytest

from domain.redaction.detectors import Detector
from domain.redaction.prefilter import Prefilter
from tests.support.rule_examples import examples_of, found_by

GUIDE = (Path(__file__).parents[2] / "docs" / "redaction.md").read_text(encoding="utf-8")


def _block(beginning: str) -> str:
    """The text in a code block of the guide that begins so."""
    block = re.search(rf"```\w*\n( *{re.escape(beginning)}.*?) *```", GUIDE, re.DOTALL)
    assert block is not None, beginning
    return textwrap.dedent(block[1])


def test_the_kind_that_the_guide_adds_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the words and the module of the guide each rule finds what its examples mark, and nothing else."""
    (tmp_path / "br_cpf.txt").write_text(_block("# Words that name Brazilian"), encoding="utf-8")
    monkeypatch.setattr("domain.redaction.words._FOLDER", str(tmp_path))
    module: dict[str, object] = {}
    exec(_block('"""Brazilian taxpayer numbers'), module)  # noqa: S102 - our own documentation
    detector = module["DETECTOR"]
    assert isinstance(detector, Detector)
    for rule in detector.rules:
        for example in examples_of(detector.kind, rule):
            assert found_by(rule, Prefilter((rule,), ()), example) == list(example.spans), example.text
