from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InvalidLog
from domain.identity import conflict_id, content_tag, identity_key
from domain.json_value import JsonValue
from domain.log_entry import check_log_id
from tests.support.logs import NOON, entry

KEY = identity_key(b"m" * 32, "acme")
JSON_VALUES: st.SearchStrategy[JsonValue] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def test_the_tag_is_the_same_for_the_same_record_and_no_other() -> None:
    """The tag depends on text and attributes, but not on the time of receipt or the id."""
    tag = content_tag(KEY, entry("call", attributes={"a": 1, "b": 2}))
    later = entry("call", attributes={"b": 2, "a": 1}, log_id="other", received_at=NOON + timedelta(hours=1))
    assert content_tag(KEY, later) == tag
    assert content_tag(KEY, entry("call", attributes={"a": 1})) != tag
    assert content_tag(KEY, entry("cal", attributes={"a": 1, "b": 2})) != tag


def test_each_tenant_has_a_key_of_its_own() -> None:
    """Equal records of two tenants, or of two installations, have different tags."""
    keys = {identity_key(master, tenant) for master in (b"a" * 32, b"b" * 32) for tenant in ("acme", "acm", "e")}
    assert len({content_tag(key, entry("call")) for key in keys}) == 6


@given(st.dictionaries(st.text(), JSON_VALUES, max_size=4), st.text(min_size=1))
def test_the_tag_never_raises(attributes: dict[str, JsonValue], text: str) -> None:
    """Every log that can be accepted has a tag of 64 hex digits."""
    tag = content_tag(KEY, entry(text, attributes=attributes))
    assert len(bytes.fromhex(tag)) == 32


def test_a_client_cannot_use_a_conflict_id() -> None:
    """A client cannot send a log under the id of a conflict."""
    made = conflict_id("123", "f" * 64)
    assert made == "123~" + "f" * 32
    with pytest.raises(InvalidLog):
        check_log_id(made)
