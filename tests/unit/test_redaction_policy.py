"""The settings of a policy, and invalid policies."""

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
    document_from_json,
    policy_from_document,
    policy_from_store,
    policy_to_document,
    redact_attributes,
)
from domain.redaction.detectors import DETECTORS

KEY = bytes(range(32))


def redactor(document: dict[str, JsonValue], key: bytes = KEY) -> Redactor:
    """Return a redactor for a policy document."""
    return Redactor(policy_from_document(document), key)


def test_all_kinds_except_ip_address_are_on_by_default() -> None:
    """An empty policy masks every built-in kind except IP_ADDRESS."""
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
    """A finding is replaced by the action of its kind; other kinds keep their actions."""
    text = redactor({"kinds": {"PHONE": action}}).redact("+1 415 555 2671 ann@example.com").text
    assert re.fullmatch(rf"{redacted} \[EMAIL\]", text)


PARTIAL = redactor(
    {
        "kinds": dict.fromkeys(DETECTORS, "partial"),
        "custom": [{"name": "ORDER", "pattern": "O-[0-9]+", "action": "partial"}],
    }
)


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("call +1 415 555 2671", "call [PHONE:*2671]"),
        ("call 415-555-2671 x89", "call [PHONE:*7189]"),
        ("card 4111 1111 1111 1111", "card [PAYMENT_CARD:*1111]"),
        ("GB82 WEST 1234 5698 7654 32", "[IBAN:*5432]"),
        ("O-1234567890", "[ORDER:*7890]"),
        # Numbers of fewer than ten digits.
        ("call 555-0199", "call [PHONE]"),
        ("ssn 123-45-6789", "ssn [US_SSN]"),
        ("O-123456789", "[ORDER]"),
        # Values that are not numbers, even if they contain digits.
        ("password=0123456789ab", "password=[SECRET]"),
        ("mail 0123456789@example.com", "mail [EMAIL]"),
        ("from 192.168.100.200", "from [IP_ADDRESS]"),
    ],
)
def test_partial_shows_four_digits_of_long_numbers_only(text: str, redacted: str) -> None:
    """`partial` shows nothing of secrets, addresses and numbers of fewer than ten digits."""
    assert PARTIAL.redact(text).text == redacted


@pytest.mark.parametrize(
    ("pattern", "text", "redacted"),
    [
        ("user=(?P<value>[a-z]+);", "user=alice; x", "user=[OWN]; x"),
        ("user=(?<value>[a-z]+);", "user=größe; user=alice;", "user=größe; user=[OWN];"),
        ("(?:id|no) (?P<value>[0-9]{4})", "id 1234, no 5678", "id [OWN], no [OWN]"),
        # A value that is shorter than a placeholder, and a group that does not match.
        ("pin=(?P<value>[0-9]+)", "pin=42", "[OWN]"),
        ("pin=(?P<value>[0-9]+)|secret", "secret", "[OWN]"),
        ("(user)=(?P<value>[a-z]+)", "user=alice", "user=[OWN]"),
    ],
)
def test_a_group_limits_what_is_masked(pattern: str, text: str, redacted: str) -> None:
    """Only the group `value` of a match is masked, so that a key before it can stay."""
    chosen = redactor({"custom": [{"name": "OWN", "pattern": pattern}]})
    assert chosen.redact(text).text == redacted
    assert chosen.redact(redacted).text == redacted


def test_a_custom_kind_with_keep_protects_its_values() -> None:
    """A built-in kind finds nothing within a value that a custom kind keeps, but finds values that extend beyond it."""
    chosen = redactor(
        {
            "custom": [
                {"name": "PART", "pattern": "P/N (?P<value>[0-9-]+)", "action": "keep"},
                {"name": "LINE", "pattern": "line [0-9-]+", "action": "keep"},
            ]
        }
    )
    text = "P/N 415-555-2671, line 415-555-2671, call 415-555-2671, +1 P/N 4155552671, P/N 415-555-2671 x89"
    assert chosen.redact(text).text == (
        "P/N 415-555-2671, line 415-555-2671, call [PHONE], +1 P/N 4155552671, P/N [PHONE]"
    )
    attributes: dict[str, JsonValue] = {"phone": "P/N 415-555-2671", "other": "415-555-2671"}
    assert redact_attributes(attributes, chosen)[0] == {"phone": "P/N 415-555-2671", "other": "[PHONE]"}


ROWS = redactor({"columns": ["id,name,phone,password", "id;ssn"], "region": ["US", "DE"]})


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("7,ada,0151 23456789,letmein", "7,ada,[PHONE],[SECRET]"),
        ('INFO row 7,"Lovelace, Ada",4155552671,"let,me,in"', 'INFO row 7,"Lovelace, Ada",[PHONE],"[SECRET]"'),
        ("7,ada,4155552671,letmein\n8,bo,4155552672,raspberry", "7,ada,[PHONE],[SECRET]\n8,bo,[PHONE],[SECRET]"),
        ("7;219099999", "7;[US_SSN]"),
        # Not a row: another number of values, another separator, or the head itself.
        ("7,ada,4155552671", "7,ada,4155552671"),
        ("7,ada,4155552671,letmein,1", "7,ada,4155552671,letmein,1"),
        ("7,219099999", "7,219099999"),
        ("id,name,phone,password", "id,name,phone,password"),
        ("order 4155552671 left", "order 4155552671 left"),
    ],
)
def test_columns_name_the_values_of_lines_without_a_head(text: str, redacted: str) -> None:
    """In a line with as many values as a head in `columns` has names, each value has its column's name."""
    redaction = ROWS.redact(text)
    assert redaction.text == redacted
    assert ROWS.redact(redacted) == (redacted, ())
    for finding in redaction.findings:
        assert text[finding.start : finding.end] not in redacted


@pytest.mark.parametrize(
    "text",
    [
        "birthday July 6, 1987,7,ada,letmein9",
        "password='hunt,er22',a,b,letmein9",
        "session=550e8400-e29b-41d4-a716-446655440000,B82WEST12345698765432,,ada,letmein9",
    ],
)
def test_redacting_twice_changes_nothing_below_a_head_of_the_policy(text: str) -> None:
    """A finding that covers a separator may make a line a row of a head, whose values are redacted at once."""
    redacted = ROWS.redact(text)
    assert ROWS.redact(redacted.text).text == redacted.text
    assert [found.kind for found in redacted.findings][1:] == ["SECRET"]


def test_a_trace_of_a_row_shows_its_columns() -> None:
    """The places in a trace are those of the text without the head."""
    text = "7,ada,4155552671,x"
    traced = [(text[each.start : each.end], each.name) for each in ROWS.trace(text).considered]
    assert ("4155552671", "column phone") in traced


ADDRESSES = "10.1.2.3 ::ffff:10.1.2.3 11.1.2.3 2001:db8::7 2001:db9::7 a@example.com b@x.example.com c@example.org"


@pytest.mark.parametrize(
    ("allow", "kept"),
    [
        ("10.0.0.0/8", {"10.1.2.3", "::ffff:10.1.2.3"}),
        ("10.1.2.3", {"10.1.2.3", "::ffff:10.1.2.3"}),
        ("::ffff:10.1.2.3", {"10.1.2.3", "::ffff:10.1.2.3"}),
        ("2001:db8::/32", {"2001:db8::7"}),
        ("2001:0db8:0::7", {"2001:db8::7"}),
        ("@example.com", {"a@example.com"}),
        ("*@EXAMPLE.com", {"a@example.com"}),
        ("*@*.example.com", {"b@x.example.com"}),
        ("c@example.org", {"c@example.org"}),
    ],
)
def test_networks_and_domains_may_stay(allow: str, kept: set[str]) -> None:
    """`allow` accepts networks and the addresses of a domain, and treats all notations of an address as equal."""
    chosen = redactor({"kinds": {"IP_ADDRESS": "mask"}, "allow": [allow]})
    assert {each for each in ADDRESSES.split() if chosen.redact(f"at {each} now").text == f"at {each} now"} == kept


def test_in_catalogue_1_an_allow_entry_is_a_single_value() -> None:
    """Entries that release 0.1 treated as single values, and that match nothing, still match nothing."""
    stored = policy_from_store({"version": "1", "kinds": {"IP_ADDRESS": "mask"}, "allow": ["10.0.0.0/8", "*", "x"]})
    assert Redactor(stored).redact("from 10.1.2.3").text == "from [IP_ADDRESS]"


def test_national_numbers_of_several_regions_are_found() -> None:
    """A national number of any of the policy's regions is found, and its pseudonym is that of its E.164 form."""
    chosen = redactor({"region": ["US", "DE"], "kinds": {"PHONE": "pseudonym"}})
    german = chosen.redact("Rückruf: 030 901820").text.removeprefix("Rückruf: ")
    assert german == chosen.redact("+49 30 901820").text
    assert chosen.redact("phone 415 555 2671").text == f"phone {chosen.redact('+1 415 555 2671').text}"


@pytest.mark.parametrize(
    "written", ['{"version": "1", "version": "2"}', '{"kinds": {"PHONE": "keep", "PHONE": "mask"}}']
)
def test_a_duplicate_key_is_refused(written: str) -> None:
    """A document with the same key twice is refused, because one of the two values would be lost silently."""
    with pytest.raises(InvalidPolicy, match="occurs twice"):
        document_from_json(written)


def test_a_byte_order_mark_is_read() -> None:
    """A byte order mark, which some editors write, is accepted."""
    assert document_from_json('\ufeff{"version": "1"}') == {"version": "1"}


@pytest.mark.parametrize("written", ["+1 (415) 555-2671", "(415) 555-2671", "415.555.2671", "tel:+1-415-555-2671"])
def test_equal_numbers_have_equal_pseudonyms(written: str) -> None:
    """All notations of a number get the pseudonym of its E.164 form, and another number gets another one."""
    chosen = redactor({"kinds": {"PHONE": "pseudonym"}})
    (tag,) = re.findall(r"\[PHONE:.*?\]", chosen.redact("+14155552671").text)
    assert tag in chosen.redact(written).text
    assert tag not in chosen.redact("+14155552672").text


def test_pseudonyms_differ_between_keys() -> None:
    """A value has different pseudonyms under two tenants' keys, and a policy with pseudonyms needs a key."""
    policy = policy_from_document({"kinds": {"PHONE": "pseudonym"}})
    assert Redactor(policy, b"a" * 32).redact("555-0199").text != Redactor(policy, b"b" * 32).redact("555-0199").text
    with pytest.raises(ValueError, match="key"):
        Redactor(policy)


def test_national_numbers_are_read_by_region() -> None:
    """A named national number is read by the rules of its region; its pseudonym is that of its E.164 form."""
    german = redactor({"region": "DE", "kinds": {"PHONE": "pseudonym"}})
    national = german.redact("Rückruf: 030 901820").text.removeprefix("Rückruf: ")
    assert national == german.redact("+49 30 901820").text


def test_custom_kinds_are_redacted() -> None:
    """A custom pattern matches as written, non-ASCII letters included, and gets its own action."""
    chosen = redactor(
        {
            "custom": [
                {"name": "EMPLOYEE", "pattern": "E-[0-9]{6}", "action": "partial"},
                {"name": "KUNDE", "pattern": "Größe [0-9]+"},
            ]
        }
    )
    assert chosen.redact("E-123456 e-123456 Größe 42 für E-654321").text == (
        "[EMPLOYEE] e-123456 [KUNDE] für [EMPLOYEE]"
    )


def test_allowed_values_are_kept() -> None:
    """A value on the allow list is kept in any notation; values next to it are not."""
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
        ({"kinds": {"PHONES": "mask"}}, "Unknown kinds PHONES; there are PASSWORD_HASH, SESSION"),
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
        ({"allow": ["10.0.0.0/33"]}, "A network is written 10.0.0.0/8"),
        ({"allow": ["10.0.0.1/8"]}, "has host bits set"),
        ({"allow": ["10.0.0.*"]}, "`*` is supported only in domains"),
        ({"allow": ["*"]}, "`*` is supported only in domains"),
        ({"allow": ["*@*"]}, "`*` is supported only in domains"),
        ({"allow": ["10.0.0.1-10.0.0.9"]}, "A network is written 10.0.0.0/8"),
        ({"allow": ["10.0.0."]}, "A network is written 10.0.0.0/8"),
        ({"allow": ["  a "]}, "shorter than any value"),
        ({"region": []}, "a policy has 1 to 10"),
        ({"region": ["US", "US"]}, "Two regions are the same"),
        ({"region": ["US", 1]}, "`region` must be a string"),
        ({"catalogue": "2"}, "must be a whole number"),
        ({"catalogue": 99}, "There is no catalogue 99"),
        ({"columns": "id,phone"}, "`columns` must be a list"),
        ({"columns": [1]}, "A head must be a string"),
        ({"columns": ["phone"]}, "the head of a CSV file"),
        ({"columns": ["row: id,phone"]}, "the head of a CSV file"),
        ({"columns": ["id,phone\n"]}, "the head of a CSV file"),
        ({"columns": [",".join(["phone"] * 200)]}, "up to 1000 characters"),
        ({"columns": [f"id{n},phone" for n in range(11)]}, "the limit is 10"),
        ({"allow": "x"}, "`allow` must be a list"),
        ({"allow": [1]}, "An allowed value must be a string"),
        ({"allow": [str(n) for n in range(1_000, 2_001)]}, "the limit is 1000"),
    ],
)
def test_an_invalid_policy_is_refused_with_the_reason(document: JsonValue, reason: str) -> None:
    """An invalid policy is refused when it is created, and the message says what to change."""
    with pytest.raises(InvalidPolicy, match=re.escape(reason)):
        policy_from_document(document)


ACTIONS = st.sampled_from(Action)
POLICIES = st.builds(
    lambda version, actions, own, regions, allow, columns: RedactionPolicy(
        version=version,
        actions=actions | dict.fromkeys(DETECTORS.keys() - actions.keys(), Action.KEEP),
        regions=tuple(regions),
        custom=tuple(CustomKind(name, pattern) for name, pattern in own.items()),
        allow=frozenset(allow),
        columns=tuple(columns),
    ),
    st.from_regex("[0-9A-Za-z._-]{1,64}", fullmatch=True),
    st.dictionaries(st.sampled_from(sorted(DETECTORS)), ACTIONS),
    st.dictionaries(st.sampled_from(["A", "B_2", "ORDER"]), st.sampled_from(["abc+", "[0-9]{3}x", "größer"])),
    st.lists(st.sampled_from(["US", "DE", "JP"]), min_size=1, max_size=3, unique=True),
    st.lists(st.text("ab1+é", min_size=3), max_size=3),
    st.lists(st.sampled_from(["id,phone", "id;phone;name"]), max_size=2, unique=True),
)


@given(POLICIES)
def test_a_written_policy_reads_as_itself(policy: RedactionPolicy) -> None:
    """`policy_from_document(policy_to_document(p)) == p`, for any policy."""
    assert policy_from_document(policy_to_document(policy)) == policy


def test_keys_of_attributes_are_context() -> None:
    """A national number under a key that names it is found at any depth, also as a JSON number; not under `…_id`."""
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
    """Redacting attributes again changes nothing."""
    once, _ = redact_attributes(attributes, redactor({}))
    assert redact_attributes(once, redactor({})) == (once, {})


def test_a_custom_pattern_matches_within_each_value() -> None:
    """In attributes, `^` and `$` match at the ends of each value, and no match spans two values."""
    chosen = redactor({"custom": [{"name": "BADGE", "pattern": "^E[0-9]{4}$"}, {"name": "SPAN", "pattern": "<[^>]+>"}]})
    attributes: dict[str, JsonValue] = {"a": "E1234", "b": ["E1234", "no E1234"], "c": "<1", "d": "2>", "e": "<3>"}
    assert redact_attributes(attributes, chosen) == (
        {"a": "[BADGE]", "b": ["[BADGE]", "no E1234"], "c": "<1", "d": "2>", "e": "[SPAN]"},
        {"BADGE": 2, "SPAN": 1},
    )
