"""What a tenant may choose, and what is refused."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.json_value import JsonValue
from domain.redaction import (
    DEFAULT_POLICY,
    Action,
    CustomKind,
    InvalidPolicy,
    RedactionPolicy,
    Redactor,
    policy_from_document,
    policy_to_document,
    redact_attributes,
)
from domain.redaction.detectors import DETECTORS

KEY = bytes(range(32))


def redactor(document: dict[str, JsonValue], key: bytes = KEY) -> Redactor:
    """A policy as a tenant writes it, made ready."""
    return Redactor(policy_from_document(document), key)


def test_all_kinds_but_addresses_of_machines_are_on_by_default() -> None:
    """A policy that says nothing masks every built-in kind but IP_ADDRESS."""
    assert policy_from_document({}) == DEFAULT_POLICY
    on = {kind for kind, action in DEFAULT_POLICY.actions.items() if action is not Action.KEEP}
    assert on == DETECTORS.keys() - {"IP_ADDRESS"}


@pytest.mark.parametrize(
    ("action", "redacted"),
    [
        ("mask", r"\[PHONE\]"),
        ("pseudonym", r"\[PHONE:[0-9a-f]{12}\]"),
        ("partial", r"\[PHONE:\*2671\]"),
        ("keep", r"\+1 415 555 2671"),
    ],
)
def test_each_kind_has_its_action(action: str, redacted: str) -> None:
    """What stands in a finding's place is what its kind's action says; the other kinds keep theirs."""
    text = redactor({"kinds": {"PHONE": action}}).redact("+1 415 555 2671 ann@example.com").text
    assert re.fullmatch(rf"{redacted} \[EMAIL\]", text)


def test_partial_keeps_nothing_of_a_short_value() -> None:
    """The last four of six characters would be most of them."""
    assert redactor({"kinds": {"SECRET": "partial"}}).redact("password=hunter").text == "password=[SECRET]"


@pytest.mark.parametrize("written", ["+1 (415) 555-2671", "(415) 555-2671", "415.555.2671", "tel:+1-415-555-2671"])
def test_equal_numbers_have_equal_pseudonyms(written: str) -> None:
    """However a number is written, its tag is that of its E.164 form; another number has another."""
    chosen = redactor({"kinds": {"PHONE": "pseudonym"}})
    (tag,) = re.findall(r"\[PHONE:.*?\]", chosen.redact("+14155552671").text)
    assert tag in chosen.redact(written).text
    assert tag not in chosen.redact("+14155552672").text


def test_pseudonyms_differ_between_keys() -> None:
    """The same value has another tag under another tenant's key, and a policy with pseudonyms needs a key."""
    policy = policy_from_document({"kinds": {"PHONE": "pseudonym"}})
    assert Redactor(policy, b"a" * 32).redact("555-0199").text != Redactor(policy, b"b" * 32).redact("555-0199").text
    with pytest.raises(ValueError, match="key"):
        Redactor(policy)


def test_the_region_tells_national_numbers() -> None:
    """A number in national form, named as one, is read as its region writes it; its tag is that of the whole number."""
    german = redactor({"region": "DE", "kinds": {"PHONE": "pseudonym"}})
    national = german.redact("Rückruf: 030 901820").text.removeprefix("Rückruf: ")
    assert national == german.redact("+49 30 901820").text


def test_kinds_of_its_own() -> None:
    """A tenant's pattern is matched as it is written, non-ASCII letters included, and takes the action it is given."""
    chosen = redactor(
        {
            "custom": [
                {"name": "EMPLOYEE", "pattern": "E-[0-9]{6}", "action": "partial"},
                {"name": "KUNDE", "pattern": "Größe [0-9]+"},
            ]
        }
    )
    assert chosen.redact("E-123456 e-123456 Größe 42 für E-654321").text == (
        "[EMPLOYEE:*3456] e-123456 [KUNDE] für [EMPLOYEE:*4321]"
    )


def test_values_that_may_stay() -> None:
    """A value on the allow list stays, however it is written; its neighbours do not."""
    chosen = redactor({"allow": ["+1 800 555 0199", "Help@Example.com"]})
    text = "call (800) 555-0199 or +18005550199, not +1 800 555 0198; help@example.com, ann@example.com"
    assert chosen.redact(text).text == ("call (800) 555-0199 or +18005550199, not [PHONE]; help@example.com, [EMAIL]")


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ([], "JSON object"),
        ({"kind": {}}, "no field 'kind'"),
        ({"version": 3}, "`version` must be a string"),
        ({"version": "a b"}, "A version has"),
        ({"region": "Germany"}, "Unknown region"),
        ({"kinds": []}, "`kinds` must be an object"),
        ({"kinds": {"PHONE": "hide"}}, "one of mask, pseudonym, partial, keep"),
        ({"kinds": {"PHONES": "mask"}}, "Unknown kinds PHONES; there are SECRET, IBAN"),
        ({"custom": {}}, "`custom` must be a list"),
        ({"custom": ["x"]}, "A custom kind must be a JSON object"),
        ({"custom": [{"pattern": "abc"}]}, "The name of a custom kind must be a string"),
        ({"custom": [{"name": "A", "pattern": 1}]}, "The pattern of A must be a string"),
        ({"custom": [{"name": "lower", "pattern": "abc"}]}, "capital letters"),
        ({"custom": [{"name": "A" * 25, "pattern": "abc"}]}, "up to 24"),
        ({"custom": [{"name": "PHONE", "pattern": "abc"}]}, "names of built-in ones: PHONE"),
        ({"custom": [{"name": "A", "pattern": "abc"}, {"name": "A", "pattern": "abd"}]}, "the same name"),
        ({"custom": [{"name": "A", "pattern": "(abc"}]}, "RE2 refuses the pattern"),
        ({"custom": [{"name": "A", "pattern": "a(?=b)cde"}]}, "RE2 refuses the pattern"),
        ({"custom": [{"name": "A", "pattern": r"(abc)\1"}]}, "RE2 refuses the pattern"),
        ({"custom": [{"name": "A", "pattern": "(?:abc[a-z]{900}){20}"}]}, "RE2 refuses the pattern"),
        ({"custom": [{"name": "A", "pattern": "a*"}]}, "fewer than 3 characters"),
        ({"custom": [{"name": "A", "pattern": "[a-z]{2,}"}]}, "fewer than 3 characters"),
        ({"custom": [{"name": "A", "pattern": "\ud800bc"}]}, "half of a character"),
        ({"custom": [{"name": "A", "pattern": "a" * 1_001}]}, "the limit is 1000"),
        ({"custom": [{"name": f"A{n}", "pattern": "abc"} for n in range(101)]}, "the limit is 100"),
        ({"allow": "x"}, "`allow` must be a list"),
        ({"allow": [1]}, "An allowed value must be a string"),
        ({"allow": [str(n) for n in range(1_001)]}, "the limit is 1000"),
    ],
)
def test_what_cannot_be_had_is_refused_with_the_reason(document: JsonValue, reason: str) -> None:
    """A bad policy is refused when it is made, and the message says what to change."""
    with pytest.raises(InvalidPolicy, match=re.escape(reason)):
        policy_from_document(document)


ACTIONS = st.sampled_from(Action)
POLICIES = st.builds(
    lambda version, actions, own, regions, allow: RedactionPolicy(
        version=version,
        actions=actions | dict.fromkeys(DETECTORS.keys() - actions.keys(), Action.KEEP),
        regions=tuple(regions),
        custom=tuple(CustomKind(name, pattern) for name, pattern in own.items()),
        allow=frozenset(allow),
    ),
    st.from_regex("[0-9A-Za-z._-]{1,64}", fullmatch=True),
    st.dictionaries(st.sampled_from(sorted(DETECTORS)), ACTIONS),
    st.dictionaries(st.sampled_from(["A", "B_2", "ORDER"]), st.sampled_from(["abc+", "[0-9]{3}x", "größer"])),
    st.lists(st.sampled_from(["US", "DE", "JP"]), min_size=1, max_size=3, unique=True),
    st.lists(st.text(), max_size=3),
)


@given(POLICIES)
def test_a_written_policy_reads_as_itself(policy: RedactionPolicy) -> None:
    """`policy_from_document(policy_to_document(p)) == p`, for any policy."""
    assert policy_from_document(policy_to_document(policy)) == policy


def test_keys_of_attributes_are_context() -> None:
    """A national number under a telling key is found, at any depth and as a number; under `…_id` it stays."""
    attributes: dict[str, JsonValue] = {
        "phone": 4155552671,
        "phone_id": 4155552671,
        "customer": {"mobile": {"value": "4155552671", "count": 4155552671}},
        "env": [{"name": "DB_PASSWORD", "value": "correct horse"}, {"name": "HOME", "value": "correct horse"}],
        "password": "with \"quotes\" and 'more'",
        "4155552671": "415-555-2671",
    }
    redacted, counts = redact_attributes(attributes, redactor({}))
    assert redacted == {
        "phone": "[PHONE]",
        "phone_id": 4155552671,
        "customer": {"mobile": {"value": "[PHONE]", "count": 4155552671}},
        "env": [{"name": "DB_PASSWORD", "value": "[SECRET]"}, {"name": "HOME", "value": "correct horse"}],
        "password": "[SECRET]",
        "4155552671": "[PHONE]",
    }
    assert counts == {"PHONE": 3, "SECRET": 2}


@given(st.dictionaries(st.sampled_from(["phone", "note", "token", "a.b"]), st.text(max_size=30), max_size=4))
def test_redacting_attributes_again_changes_nothing(attributes: dict[str, JsonValue]) -> None:
    """Redacted attributes are redacted already."""
    once, _ = redact_attributes(attributes, redactor({}))
    assert redact_attributes(once, redactor({})) == (once, {})


def test_a_pattern_of_a_tenants_own_holds_in_each_value() -> None:
    """In attributes `^` and `$` are the ends of a value, and no match reaches from one value to another."""
    chosen = redactor({"custom": [{"name": "BADGE", "pattern": "^E[0-9]{4}$"}, {"name": "SPAN", "pattern": "<[^>]+>"}]})
    attributes: dict[str, JsonValue] = {"a": "E1234", "b": ["E1234", "no E1234"], "c": "<1", "d": "2>", "e": "<3>"}
    assert redact_attributes(attributes, chosen) == (
        {"a": "[BADGE]", "b": ["[BADGE]", "no E1234"], "c": "<1", "d": "2>", "e": "[SPAN]"},
        {"BADGE": 2, "SPAN": 1},
    )
