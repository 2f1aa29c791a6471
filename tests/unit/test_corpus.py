import json
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from domain.redaction.detectors import DETECTORS
from tests.corpus import Record, findings, look_alikes, plain
from tests.corpus.__main__ import main
from tests.corpus.checks import iban_check_digits, luhn
from tests.corpus.examples import examples

_SOURCES = [path for path in Path(__file__).parents[1].joinpath("corpus").rglob("*") if path.suffix in {".py", ".txt"}]
# Patterns that secret scanners report.
_TOKENS = re.compile(
    r"gh[pousr]_\w{30}|github_pat_\w{22}|AKIA[A-Z2-7]{16}|xox[bp]-\d|[sr]k_(?:live|test)_\w|BEGIN [A-Z ]*PRIVATE KEY"
    r"|glpat-\S{20}|SG\.[\w-]{22}|npm_\w{36}|sk-(?:proj|ant)-\w|AIza\S{35}|eyJ\w+\.eyJ|shpat_|dop_v1_"
)


@pytest.fixture(scope="module")
def found() -> list[Record]:
    """Return enough lines to include every format."""
    return list(findings(1, 4_000))


def _values(records: list[Record], label: str) -> list[str]:
    return [record.text[start:end] for record in records for start, end, name, _ in record.spans if name == label]


def _digits(value: str) -> str:
    return "".join(filter(str.isdigit, value.replace("%20", "")))


def test_a_seed_makes_the_same_lines() -> None:
    """The same seed gives the same records, and another seed gives others."""
    for family in (findings, look_alikes, plain):
        assert list(family(1, 50)) == list(family(1, 50))
        assert list(family(1, 50)) != list(family(2, 50))


def test_labels_do_not_overlap_and_are_within_the_text(found: list[Record]) -> None:
    """Each line with findings has labels of known kinds, which are not empty and do not overlap."""
    for record in found:
        ends = [(start, end) for start, end, *_ in sorted(record.spans)]
        assert ends
        assert all(0 <= start < end <= len(record.text) for start, end in ends)
        assert all(before[1] <= after[0] for before, after in pairwise(ends))
        assert {label for _, _, label, _ in record.spans} <= set(DETECTORS)


def test_every_kind_is_there_in_many_forms(found: list[Record]) -> None:
    """Every kind of the product occurs, in more than one format."""
    forms = Counter(label for label, _ in {span[2:] for record in found for span in record.spans})
    assert set(forms) == set(DETECTORS)
    assert forms["PHONE"] >= 30
    assert forms["SECRET"] >= 40
    assert min(forms.values()) >= 4


def test_generated_numbers_are_valid(found: list[Record]) -> None:
    """Card numbers pass Luhn, IBANs mod 97, and social security numbers the valid ranges, so no label is debatable."""
    for card in _values(found, "PAYMENT_CARD"):
        assert luhn(_digits(card))
    for written in _values(found, "IBAN"):
        iban = "".join(filter(str.isalnum, written.replace("%20", ""))).upper()
        assert iban_check_digits(iban[:2], iban[4:]) == iban[2:4]
    for ssn in _values(found, "US_SSN"):
        digits = _digits(ssn)
        assert len(digits) == 9
        assert digits[:3] not in {"000", "666"}
        assert digits[0] != "9"


def test_other_families_have_no_findings() -> None:
    """Ordinary lines and look-alikes have no labels, and each look-alike names its kind."""
    assert not any(record.spans for record in (*look_alikes(1, 500), *plain(1, 500)))
    assert all(record.cat for record in look_alikes(1, 500))


def test_examples_cover_every_kind() -> None:
    """There are examples of every kind and of texts that are left alone, each text once."""
    written = list(examples())
    assert frozenset[str]().union(*(example.kinds for example in written)) == set(DETECTORS)
    assert sum(not example.kinds for example in written) > 50
    assert not [text for text, count in Counter((e.text, e.region) for e in written).items() if count > 1]


@pytest.mark.parametrize("path", _SOURCES, ids=lambda path: path.name)
def test_the_source_contains_no_token(path: Path) -> None:
    """Values in the form of a credential are assembled at run time."""
    assert not _TOKENS.search(path.read_text(encoding="utf-8"))


def test_the_command_writes_three_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each line of each file is a record whose labels refer to positions in its text."""
    sizes = ["--findings", "30", "--look-alikes", "20", "--plain", "10"]
    monkeypatch.setattr("sys.argv", ["corpus", "--out", str(tmp_path), "--seed", "3", *sizes])
    main()
    for name, count in {"practice": 30, "look_alikes": 20, "plain": 10}.items():
        lines = (tmp_path / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        records = [json.loads(line) for line in lines]
        assert len(records) == count
        assert all(record["text"][start:end] for record in records for start, end, *_ in record["spans"])
