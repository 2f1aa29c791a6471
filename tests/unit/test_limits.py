import pytest

from domain.errors import LimitExceeded
from domain.limits import (
    MAX_ATTRIBUTES_BYTES,
    MAX_BATCH_BYTES,
    MAX_TEXT_BYTES,
    REDACTION_SECONDS_PER_BYTE,
    WORKER_CPU_SHARE,
    WORKER_REPORT_SECONDS,
    WORKER_RESERVE_SECONDS,
    Limits,
)

JSON_OVERHEAD = len('{"k": ""}')


def limits(seconds_per_character: float = 0.05, worker_timeout_seconds: int = 900) -> Limits:
    """Return the limits of an installation."""
    return Limits.derive(seconds_per_character=seconds_per_character, worker_timeout_seconds=worker_timeout_seconds)


@pytest.mark.parametrize(
    ("seconds_per_character", "worker_timeout_seconds", "characters"),
    [(0.05, 900, 16_800), (0.1, 900, 8_400), (0.05, 120, 1_200), (0.07, 900, 12_000), (0.001, 900, MAX_TEXT_BYTES)],
)
def test_the_limit_on_characters_follows_from_the_workers_time(
    seconds_per_character: float, worker_timeout_seconds: int, characters: int
) -> None:
    """The work of a text may take the worker's time minus a reserve of a minute."""
    assert limits(seconds_per_character, worker_timeout_seconds).text_characters == characters


def test_without_work_only_bytes_limit_a_text() -> None:
    """At 0 s a character, a text may have as many bytes as the limit allows."""
    limits(0).check("x" * MAX_TEXT_BYTES, {})
    with pytest.raises(LimitExceeded):
        limits(0).check("x" * (MAX_TEXT_BYTES + 1), {})


def test_the_reserve_suffices_for_the_most_expensive_event() -> None:
    """A whole event of the most expensive logs is redacted within the reserved time."""
    redacting = MAX_BATCH_BYTES * REDACTION_SECONDS_PER_BYTE / WORKER_CPU_SHARE

    assert redacting < WORKER_RESERVE_SECONDS - WORKER_REPORT_SECONDS


@pytest.mark.parametrize("seconds_per_character", [-0.1, float("nan"), float("inf"), 841.0])
def test_settings_without_room_for_a_log_are_refused(seconds_per_character: float) -> None:
    """Settings under which no log could be accepted are refused."""
    with pytest.raises(ValueError, match="character"):
        limits(seconds_per_character)


def test_a_text_over_the_limit_is_refused_with_the_limit() -> None:
    """The refusal names the limit, which counts characters, not bytes."""
    limits().check("\N{SNOWMAN}" * 16_800, {})
    with pytest.raises(LimitExceeded, match="16,800") as refusal:
        limits().check("x" * 16_801, {})
    assert refusal.value.code == "text_too_large"


def test_a_text_is_limited_in_bytes_as_well() -> None:
    """A text within the limit of characters may still have too many bytes of UTF-8."""
    with pytest.raises(LimitExceeded, match="100,000"):
        limits(0.01).check("\N{PILE OF POO}" * 25_001, {})


def test_attributes_are_limited_in_encoded_bytes() -> None:
    """Attributes may take exactly 16 KiB as JSON."""
    largest = "x" * (MAX_ATTRIBUTES_BYTES - JSON_OVERHEAD)
    limits().check("x", {"k": largest})
    with pytest.raises(LimitExceeded) as refusal:
        limits().check("x", {"k": largest + "x"})
    assert refusal.value.code == "attributes_too_large"


def nested(depth: int) -> dict[str, object]:
    """Return objects nested to this depth."""
    value: dict[str, object] = {}
    for _ in range(depth - 1):
        value = {"k": value}
    return value


@pytest.mark.parametrize("depth", [17, 10_000])
def test_attributes_are_limited_in_depth(depth: int) -> None:
    """Attributes may be nested 16 levels deep; much deeper ones are refused without a crash."""
    limits().check("x", nested(16))  # type: ignore[arg-type]  # built up without its recursive type
    with pytest.raises(LimitExceeded) as refusal:
        limits().check("x", nested(depth))  # type: ignore[arg-type]  # the same
    assert refusal.value.code == "attributes_too_deep"
