"""What a release may change for policies that were written before it, and what it may not."""

from typing import cast

import pytest

from domain.json_value import JsonValue
from domain.redaction import InvalidPolicy, Redactor, policy_from_document, policy_from_store, policy_to_store
from domain.redaction.catalogue import CATALOGUE, kinds_of
from domain.redaction.detectors import DETECTORS, Detector
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule

# The kinds of each version of the catalogue. That of a release never changes; a new kind needs a new version.
KINDS = {
    1: {"SECRET", "IBAN", "PAYMENT_CARD", "US_SSN", "EMAIL", "IP_ADDRESS", "PHONE"},
}
KINDS[2] = KINDS[1] | {"SESSION", "PASSWORD_HASH", "ONE_TIME_CODE", "DATE_OF_BIRTH", "NATIONAL_ID"}

# As release 0.1 stored it.
STORED_BY_0_1: dict[str, JsonValue] = {
    "version": "2026-11",
    "region": "DE",
    "kinds": {"EMAIL": "mask", "IBAN": "keep", "PHONE": "pseudonym", "SECRET": "mask", "US_SSN": "mask"},
    "custom": [{"name": "SESSION", "pattern": "S-[0-9]{6}", "action": "partial"}],
    "allow": ["+1 800 555 0199"],
}
# What catalogue 1 masked as secrets and later ones may know as something else.
SECRETS_OF_CATALOGUE_1 = ["session_token=", "csrf_token=", "X-CSRF-Token: ", "xsrf_token="]
VALUE = "9f8e7d6c5b4a" + "Qz31"


@pytest.fixture
def shoe_size(monkeypatch: pytest.MonkeyPatch) -> str:
    """A kind of the newest catalogue: one of its rules belonged to SECRET before."""
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
    """No release adds a kind to a version of the catalogue that was released, or takes one out of it."""
    missing = KINDS[catalogue] - set(kinds_of(catalogue))
    assert set(kinds_of(catalogue)) == KINDS[catalogue] - (missing if catalogue == CATALOGUE else set())


def test_a_kind_that_a_release_adds_is_off_for_stored_policies(shoe_size: str) -> None:
    """A policy of an older catalogue does not find the new kind; what it masked before it masks under the old name."""
    old = policy_from_store({"version": "1", "kinds": {}})
    new = policy_from_document({})
    assert Redactor(old).redact(shoe_size).text == "shoe size 42, shoe-key [SECRET]"
    assert Redactor(new).redact(shoe_size).text == "shoe size [SHOE_SIZE], shoe-key [SHOE_SIZE]"


def test_what_was_of_a_kind_that_is_kept_stays_kept(shoe_size: str) -> None:
    """A rule that has moved to a new kind follows the old kind's action under an older catalogue."""
    old = policy_from_store({"version": "1", "kinds": {"SECRET": "keep"}})
    assert Redactor(old).redact(shoe_size).text == shoe_size


@pytest.mark.usefixtures("shoe_size")
def test_a_policy_of_an_older_catalogue_cannot_name_a_newer_kind() -> None:
    """The message names the catalogue that has the kind."""
    with pytest.raises(InvalidPolicy, match="Catalogue 1 has no SHOE_SIZE; catalogue 2 has"):
        policy_from_document({"catalogue": 1, "kinds": {"SHOE_SIZE": "mask"}})


@pytest.mark.parametrize("key", SECRETS_OF_CATALOGUE_1)
def test_secrets_of_the_first_catalogue_stay_masked_as_secrets(key: str) -> None:
    """Under a policy that release 0.1 stored, what was a secret then is one still, under the same name."""
    stored = policy_from_store({"version": "1"})
    assert Redactor(stored).redact(f"{key}{VALUE}").text == f"{key}[SECRET]"


@pytest.mark.parametrize("key", SECRETS_OF_CATALOGUE_1)
def test_secrets_of_the_first_catalogue_stay_masked_in_the_newest(key: str) -> None:
    """In the newest catalogue they are masked too, whatever their kind is called."""
    assert VALUE not in Redactor(policy_from_document({})).redact(f"{key}{VALUE}").text


def test_a_policy_that_release_0_1_stored_is_read() -> None:
    """It is of catalogue 1, its own kinds keep names that newer built-in kinds have, and it is stored anew as it is."""
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
    """Redacting less than a tenant chose is worse than waiting."""
    with pytest.raises(InvalidPolicy, match=reason):
        policy_from_store(stored)
