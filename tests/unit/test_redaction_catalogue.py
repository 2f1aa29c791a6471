"""The changes that a release may make for policies that were stored earlier."""

import re
from collections import Counter
from pathlib import Path
from typing import cast

import pytest

from domain.json_value import JsonValue
from domain.redaction import InvalidPolicy, Redactor, policy_from_document, policy_from_store, policy_to_store
from domain.redaction.detectors import DETECTORS, Detector
from domain.redaction.pattern import Pattern
from domain.redaction.policy.catalogue import CATALOGUE, kinds_of
from domain.redaction.rule import Rule
from tests.corpus.source import Source
from tests.corpus.template import expand

# The kinds of each version of the catalogue. A released version never changes; a new kind needs a new version.
KINDS = {
    1: {"SECRET", "IBAN", "PAYMENT_CARD", "US_SSN", "EMAIL", "IP_ADDRESS", "PHONE"},
}
KINDS[2] = KINDS[1] | {"SESSION", "PASSWORD_HASH", "ONE_TIME_CODE", "DATE_OF_BIRTH", "NATIONAL_ID"}

# `⟦1:SECRET 2:SESSION value⟧`: the kind under which each catalogue masks the value; `-` means that it is kept. Lines of
# released catalogues never change.
MARK = re.compile(r"⟦1:([\w-]+) 2:([\w-]+) ([^⟧]*)⟧")
GOLDEN = [line for line in Path(__file__).with_name("catalogues.txt").read_text("utf-8").splitlines() if line]
FEWEST_GOLDEN = 3

# A policy as release 0.1 stored it.
STORED_BY_0_1: dict[str, JsonValue] = {
    "version": "2026-11",
    "region": "DE",
    "kinds": {"EMAIL": "mask", "IBAN": "keep", "PHONE": "pseudonym", "SECRET": "mask", "US_SSN": "mask"},
    "custom": [{"name": "SESSION", "pattern": "S-[0-9]{6}", "action": "partial"}],
    "allow": ["+1 800 555 0199"],
}
# The values that catalogue 1 masks as secrets, and that later catalogues may assign to another kind.
SECRETS_OF_CATALOGUE_1 = ["session_token=", "csrf_token=", "X-CSRF-Token: ", "xsrf_token="]
VALUE = "9f8e7d6c5b4a" + "Qz31"


@pytest.fixture
def shoe_size(monkeypatch: pytest.MonkeyPatch) -> str:
    """Return a kind of the newest catalogue. One of its rules belonged to SECRET before."""
    detector = Detector(
        kind="SHOE_SIZE",
        example="shoe size 42",
        source="",
        rules=(
            Rule(name="new", pattern=Pattern(r"shoe size (?P<value>\d+)"), shapes=("shoe size",)),
            Rule(name="old", pattern=Pattern(r"shoe-key (?P<value>\d+)"), shapes=("shoe-key",), formerly="SECRET"),
        ),
        since=CATALOGUE,
    )
    monkeypatch.setitem(cast("dict[str, Detector]", DETECTORS), detector.kind, detector)
    return "shoe size 42, shoe-key 44"


@pytest.mark.parametrize("catalogue", KINDS)
def test_a_catalogue_keeps_its_kinds(catalogue: int) -> None:
    """No release adds a kind to a released version of the catalogue, or removes one from it."""
    assert set(kinds_of(catalogue)) == KINDS[catalogue]


@pytest.mark.parametrize("line", GOLDEN)
@pytest.mark.parametrize("catalogue", KINDS)
def test_a_catalogue_masks_the_same_values_in_every_release(catalogue: int, line: str) -> None:
    """No release changes which values a catalogue masks, or under which kind; values that it keeps stay kept."""
    filled = str(expand(Source(line), line))
    policy = policy_from_document(
        {"version": "1", "catalogue": catalogue, "kinds": dict.fromkeys(kinds_of(catalogue), "mask")}
    )
    expected = MARK.sub(lambda mark: mark[3] if mark[catalogue] == "-" else f"[{mark[catalogue]}]", filled)
    assert Redactor(policy).redact(MARK.sub(r"\3", filled)).text == expected


def test_golden_lines_hold_each_kind_of_each_catalogue() -> None:
    """At least three golden lines mask each kind."""
    for catalogue, kinds in KINDS.items():
        held = Counter(mark[catalogue] for line in GOLDEN for mark in MARK.finditer(line))
        assert {kind: held[kind] for kind in kinds if held[kind] < FEWEST_GOLDEN} == {}


def test_a_kind_that_a_release_adds_is_off_for_stored_policies(shoe_size: str) -> None:
    """A policy of an older catalogue does not find a new kind.

    Values that it masked before are masked under the old kind.
    """
    old = policy_from_store({"version": "1", "kinds": {}})
    new = policy_from_document({})
    assert Redactor(old).redact(shoe_size).text == "shoe size 42, shoe-key [SECRET]"
    assert Redactor(new).redact(shoe_size).text == "shoe size [SHOE_SIZE], shoe-key [SHOE_SIZE]"


def test_a_moved_rule_follows_the_old_kinds_action(shoe_size: str) -> None:
    """A rule that has moved to a new kind follows the action of its old kind under an older catalogue."""
    old = policy_from_store({"version": "1", "kinds": {"SECRET": "keep"}})
    assert Redactor(old).redact(shoe_size).text == shoe_size


@pytest.mark.usefixtures("shoe_size")
def test_a_policy_of_an_older_catalogue_cannot_name_a_newer_kind() -> None:
    """The error message names the catalogue that has the kind."""
    with pytest.raises(InvalidPolicy, match="Catalogue 1 has no SHOE_SIZE, but catalogue 2 does"):
        policy_from_document({"catalogue": 1, "kinds": {"SHOE_SIZE": "mask"}})


@pytest.mark.parametrize("key", SECRETS_OF_CATALOGUE_1)
def test_secrets_of_the_first_catalogue_stay_masked_as_secrets(key: str) -> None:
    """Under a policy that release 0.1 stored, its secrets are still masked as secrets."""
    stored = policy_from_store({"version": "1"})
    assert Redactor(stored).redact(f"{key}{VALUE}").text == f"{key}[SECRET]"


@pytest.mark.parametrize("key", SECRETS_OF_CATALOGUE_1)
def test_secrets_of_the_first_catalogue_stay_masked_in_the_newest(key: str) -> None:
    """The newest catalogue masks these secrets too, under any kind."""
    assert VALUE not in Redactor(policy_from_document({})).redact(f"{key}{VALUE}").text


def test_a_policy_that_release_0_1_stored_is_read() -> None:
    """It belongs to catalogue 1, may name its own kinds like newer built-in ones, and is stored again unchanged."""
    policy = policy_from_store(STORED_BY_0_1)
    assert (policy.catalogue, policy.regions) == (1, ("DE",))
    assert set(policy.actions) == {*KINDS[1], "SESSION"} - {"IP_ADDRESS"}
    stored_anew = policy_to_store(policy)
    assert policy_to_store(policy_from_store(stored_anew)) == stored_anew
    assert Redactor(policy, bytes(32)).redact("call S-123456").text.startswith("call [SESSION")


@pytest.mark.parametrize(
    ("stored", "reason"),
    [
        ({"format": 3}, "format 3"),
        ({"format": 2, "catalogue": CATALOGUE + 1}, f"no catalogue {CATALOGUE + 1}"),
        ({"format": 2, "catalogue": 0}, "no catalogue 0"),
        ({"format": 2, "catalogue": True}, "must be a whole number"),
        ([], "must be a JSON object"),
    ],
)
def test_a_policy_of_a_later_release_is_refused(stored: JsonValue, reason: str) -> None:
    """A policy of a later release is refused, because redacting less than the tenant chose is worse than waiting."""
    with pytest.raises(InvalidPolicy, match=reason):
        policy_from_store(stored)
