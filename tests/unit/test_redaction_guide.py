"""The kind that docs/redaction.md adds step by step works as described."""

import re
import shutil
import sys
import textwrap
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import cast

import pytest

from domain.redaction import Redactor, detectors, policy_from_document, words
from domain.redaction.detectors import DETECTORS, Detector
from domain.redaction.engine.prefilter import Prefilter
from tests.redaction_mutants.hunt import Hunt
from tests.redaction_mutants.mutants import mutants
from tests.support.rule_examples import examples_of, found_by

GUIDE = (Path(__file__).parents[2] / "docs" / "redaction.md").read_text(encoding="utf-8")
NAME, KIND = "br_cnpj", "BR_CNPJ"


def _block(beginning: str) -> str:
    """Return the text of the guide's code block with this beginning."""
    block = re.search(rf"```\w*\n( *{re.escape(beginning)}.*?) *```", GUIDE, re.DOTALL)
    assert block is not None, beginning
    return textwrap.dedent(block[1])


@pytest.fixture
def added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Detector]:
    """Add the kind to the others, with the words and the module of the guide."""
    folder = shutil.copytree(Path(words.__file__).parent, tmp_path / "words")
    (folder / f"{NAME}.txt").write_text(_block("# Words that name"), encoding="utf-8")
    monkeypatch.setattr(words, "_FOLDER", str(folder))
    modules = tmp_path / "modules"
    modules.mkdir()
    (modules / f"{NAME}.py").write_text(_block('"""Taxpayer numbers'), encoding="utf-8")
    monkeypatch.setattr(detectors, "__path__", [*detectors.__path__, str(modules)])
    detector = import_module(f"{detectors.__name__}.{NAME}").DETECTOR
    assert isinstance(detector, Detector)
    monkeypatch.setitem(cast("dict[str, Detector]", DETECTORS), detector.kind, detector)
    yield detector
    del sys.modules[f"{detectors.__name__}.{NAME}"]
    delattr(detectors, NAME)


def test_the_kind_that_the_guide_adds_works(added: Detector) -> None:
    """Each rule finds exactly the values marked in its examples, and no other kind finds the example of the guide."""
    for rule in added.rules:
        for example in examples_of(added.kind, rule):
            assert found_by(rule, Prefilter((rule,), ()), example) == list(example.spans), example.text
    assert [found.kind for found in Redactor(policy_from_document({})).redact(added.example).findings] == [KIND]


def test_the_kind_that_the_guide_adds_passes_its_check(added: Detector) -> None:
    """An example of the guide detects each weakened clause, so that readers of the guide get no survivors."""
    broken = [mutant for mutant in mutants() if mutant.kind == added.kind]
    assert len({mutant.place for mutant in broken}) > len(added.rules)
    assert [str(tried.mutant) for tried in Hunt().tried(broken) if not tried.noticed_by] == []
