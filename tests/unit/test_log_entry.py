import pytest

from domain.errors import InvalidLog
from domain.log_entry import check_log_id
from domain.redaction import DEFAULT_POLICY
from domain.tenant import Tenant
from tests.support.logs import entry


@pytest.mark.parametrize("tenant_id", ["a", "acme", "Acme_corp-1.eu", "0", "x" * 63])
def test_tenant_ids_are_unchanged(tenant_id: str) -> None:
    """A valid tenant id is never changed."""
    assert entry(tenant_id=tenant_id).tenant_id == tenant_id
    assert Tenant(tenant_id, DEFAULT_POLICY).tenant_id == tenant_id


@pytest.mark.parametrize(
    "tenant_id",
    ["", "x" * 64, "-a", ".a", "_a", "acme\n", "\nacme", "ac me", "a,b", "a/b", "a#b", "a~b", "асме", "acmé", "a\0"],
)
def test_other_tenant_ids_are_refused(tenant_id: str) -> None:
    """A tenant id that could be confused with another, or is unsafe in a path or key, is refused."""
    with pytest.raises(InvalidLog) as refusal:
        entry(tenant_id=tenant_id)
    assert refusal.value.code == "bad_tenant_id"
    with pytest.raises(InvalidLog):
        Tenant(tenant_id, DEFAULT_POLICY)


@pytest.mark.parametrize("log_id", ["1", "a.b_c:d-e", "x" * 128, "2026-11-23T12:00:00.000Z"])
def test_log_ids_are_unchanged(log_id: str) -> None:
    """A valid log id is never changed."""
    assert entry(log_id=log_id).log_id == log_id


@pytest.mark.parametrize("log_id", [".", ".."])
def test_ids_of_dots_are_accepted_only_from_the_queue(log_id: str) -> None:
    """The ids `.` and `..`, which no URL can name, are no longer accepted; queued logs with such ids are stored."""
    assert entry(log_id=log_id).log_id == log_id
    with pytest.raises(InvalidLog):
        check_log_id(log_id)


@pytest.mark.parametrize("log_id", ["", "x" * 129, "a~b", "a b", "a/b", "a\n", "é", "a#b", "a%2Fb"])
def test_other_log_ids_are_refused(log_id: str) -> None:
    """A client's log id cannot contain `~`, which the ids of conflicts contain, or a character that needs escaping."""
    with pytest.raises(InvalidLog) as refusal:
        entry(log_id=log_id)
    assert refusal.value.code == "bad_log_id"


def test_an_empty_text_is_refused() -> None:
    """A log without a text is refused."""
    with pytest.raises(InvalidLog) as refusal:
        entry("")
    assert refusal.value.code == "empty_text"


def test_repr_hides_text_and_attributes() -> None:
    """A traceback or message that shows an entry does not contain its text."""
    shown = repr(entry("watermark-text", attributes={"key": "watermark-attribute"}))
    assert "watermark" not in shown
    assert "acme" in shown
