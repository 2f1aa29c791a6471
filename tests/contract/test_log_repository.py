"""The contract of LogStore for storing and finding logs; test_log_pages.py covers lists."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from application.ports.log_store import LogStore
from domain.errors import FinalError, PassingError
from domain.level import Level
from domain.log_entry import MAX_ORDINAL
from domain.log_time import MAX_TIME
from domain.processed_log import ProcessedLog
from domain.query.log_query import LogQuery, Order
from tests.contract.conftest import RepositoryUnderTest
from tests.contract.records import HARD_ATTRIBUTES, HARD_TEXT, add, largest_text, log, logs, tag

# Each pair looks like one tenant to a store that cuts, folds, joins or pattern-matches ids.
NEIGHBOURS = ["acme", "ACME", "acm", "acme1", "acme-1", "acme.1", "acme_1", "acme-", "acme.", "acme_", "a" * 63]


STORED: dict[str, ProcessedLog] = {
    "plain": log(),
    "hard text": log(text=HARD_TEXT),
    "hard attributes": replace(log(), attributes=HARD_ATTRIBUTES),
    "redactions": replace(log(), redactions={"PHONE": 2, "CREDIT_CARD": 16_800}),
    "conflict": replace(log(), log_id="1~" + "0" * 32, conflicts_with="1"),
    "every character": log("aZ09._:-", tenant_id="aZ09._-"),
    "longest ids": log("i" * 128, tenant_id="t" * 63),
    "1 µs": log(seconds=0.000001),
    "first time and last place": replace(log(), time=0, ordinal=MAX_ORDINAL),
    "last time": replace(log(), time=MAX_TIME),
    "service and ids": replace(log(), service="Grüße" * 51, trace_id="0" * 31 + "1", span_id="f" * 16),
    **{level: replace(log(), level=level) for level in Level},
}


@pytest.mark.parametrize("stored", STORED.values(), ids=STORED)
def test_added_log_is_found_as_it_was(repository: LogStore, stored: ProcessedLog) -> None:
    """A log added to a free id is found at once, with every field unchanged."""
    assert add(repository, stored) is None

    found = repository.find(stored.tenant_id, stored.log_id)

    assert found == stored
    # 1, 1.0 and True are equal, and so are 0.0 and -0.0.
    assert repr(found.attributes) == repr(stored.attributes)


def test_free_id_finds_nothing(repository: LogStore) -> None:
    """A free id finds nothing, however similar it is to a taken one."""
    for held in logs(["a", "a1", "a.", "1~" + "0" * 32]):
        add(repository, held)

    assert [repository.find("acme", free) for free in ("A", "a.1", "1", "1~", "a%", "a_")] == [None] * 6


def test_taken_id_is_kept_and_answers_with_its_tag(repository: LogStore) -> None:
    """Adding to a taken id changes nothing and returns the tag of the stored log."""
    first = log(text="first")
    add(repository, first)

    newcomer = replace(log(text="second", seconds=9), content_tag=tag("second"))

    assert add(repository, newcomer) == first.content_tag
    assert add(repository, first) == first.content_tag
    assert repository.find("acme", "1") == first
    assert repository.page(LogQuery("acme"), 10).logs == [first]


def test_ids_differ_by_case(repository: LogStore) -> None:
    """Ids that differ only in case are different."""
    lower, upper = log("a"), log("A")

    assert [add(repository, lower), add(repository, upper)] == [None, None]
    assert [repository.find("acme", "a"), repository.find("acme", "A")] == [lower, upper]


def test_stored_log_is_a_copy(repository: LogStore) -> None:
    """A stored log does not change if the caller changes the attributes afterwards."""
    attributes = dict(HARD_ATTRIBUTES)
    add(repository, replace(log(), attributes=attributes))

    attributes.clear()

    found = repository.find("acme", "1")
    assert found
    assert found.attributes == HARD_ATTRIBUTES


def test_one_of_many_adds_at_once_wins(repository_in_process: LogStore) -> None:
    """If many logs are added to one id at the same time, one is stored and the others get its tag."""
    rivals = [replace(log(text=str(number)), content_tag=tag(str(number))) for number in range(32)]

    with ThreadPoolExecutor(max_workers=8) as threads:
        answers = list(threads.map(lambda rival: add(repository_in_process, rival), rivals))

    (winner,) = [rival for rival, answer in zip(rivals, answers, strict=True) if answer is None]
    assert {answer for answer in answers if answer is not None} == {winner.content_tag}
    assert repository_in_process.find("acme", "1") == winner


def test_logs_added_together_are_answered_in_their_order(repository: LogStore) -> None:
    """Logs that are added together get their results in their own order."""
    wanted = logs([str(number) for number in range(60)])
    held = [replace(each, content_tag=tag(f"held {each.log_id}")) for each in wanted[::7]]
    assert repository.add(held) == [None] * len(held)

    tags = {each.log_id: each.content_tag for each in held}
    assert repository.add(wanted) == [tags.get(each.log_id) for each in wanted]
    assert repository.add(wanted) == [tags.get(each.log_id, each.content_tag) for each in wanted]
    stored = {each.log_id: each for each in wanted} | {each.log_id: each for each in held}
    assert repository.page(LogQuery("acme", order=Order.OLDEST_FIRST), 100).logs == list(stored.values())


def test_the_first_of_logs_added_together_has_the_id(repository: LogStore) -> None:
    """If logs of one call share an id, the first is stored and the others get its tag."""
    first, rival, other = (replace(log(), content_tag=tag(name)) for name in ("first", "rival", "other"))

    answers = repository.add([log("0"), first, rival, first, log("2"), other])

    assert answers == [None, None, first.content_tag, first.content_tag, None, first.content_tag]
    assert repository.find("acme", "1") == first


@pytest.mark.parametrize("place", [0, 1, 29])
def test_a_refused_log_costs_no_other(repository: LogStore, place: int) -> None:
    """If one log of a call is refused, either only that log fails, or nothing is stored and the others can be added."""
    wanted = logs([str(number) for number in range(30)])
    wanted[place] = replace(wanted[place], text="watermark-\ud800")

    try:
        answers = list(repository.add(wanted))
    except FinalError:
        assert repository.page(LogQuery("acme"), 100).logs == []
    else:
        assert isinstance(answers.pop(place), FinalError)
        assert answers == [None] * 29
    others = [each for each in wanted if each is not wanted[place]]
    for each in others:
        add(repository, each)
    assert repository.page(LogQuery("acme", order=Order.OLDEST_FIRST), 100).logs == others


def test_each_id_has_one_of_many_groups_added_at_once(repository_in_process: LogStore) -> None:
    """If several groups are added at the same time, each id goes to exactly one log, and the others get its tag."""
    ids = [str(number) for number in range(10)]
    groups = [[replace(each, content_tag=tag(f"{each.log_id} {rival}")) for each in logs(ids)] for rival in range(8)]

    with ThreadPoolExecutor(max_workers=8) as threads:
        answers = list(threads.map(repository_in_process.add, groups))

    for place, log_id in enumerate(ids):
        (winner,) = [group[place] for group, given in zip(groups, answers, strict=True) if given[place] is None]
        assert {given[place] for given in answers} == {None, winner.content_tag}
        assert repository_in_process.find("acme", log_id) == winner


def test_tenants_do_not_see_each_other(repository: LogStore) -> None:
    """Equal ids of two tenants are different logs in every method, however similar the tenants' ids are."""
    conflict = "1~" + "0" * 32
    own = {tenant: logs(["1", conflict], tenant_id=tenant) for tenant in NEIGHBOURS}

    assert [add(repository, each) for pair in own.values() for each in pair] == [None] * 2 * len(NEIGHBOURS)
    for tenant, (first, second) in own.items():
        assert add(repository, replace(first, content_tag=second.content_tag)) == first.content_tag
        assert repository.find(tenant, "1") == first
        assert repository.conflicts(tenant, "1", 10) == [conflict]
        assert repository.content_tags(tenant, ["1", conflict]) == [first.content_tag, second.content_tag]
        assert repository.page(LogQuery(tenant), 10).logs == [second, first]


def test_stranger_sees_nothing(repository: LogStore) -> None:
    """No method shows a tenant without logs anything of other tenants."""
    for tenant in NEIGHBOURS:
        for held in logs(["1", "1~" + "0" * 32], tenant_id=tenant):
            add(repository, held)

    for stranger in ("acme-1.", "Acme", "a", "acme2", "acme%"):
        assert repository.find(stranger, "1") is None
        assert repository.conflicts(stranger, "1", 10) == []
        assert repository.content_tags(stranger, ["1"]) == [None]
        assert repository.page(LogQuery(stranger), 10).logs == []


def test_conflicts_are_those_of_the_id_in_order(repository: LogStore) -> None:
    """The conflicts of an id are exactly the ids of the form `<log_id>~…`, in order."""
    conflicts = [f"1~{digit * 32}" for digit in "0123456789abcdef"]
    others = ["1", "10", "1.", "1:", "11~" + "0" * 32, "10~" + "f" * 32, "1.~" + "0" * 32, "-1~" + "0" * 32, "2~"]
    for held in logs([*reversed(conflicts), *others]):
        add(repository, held)

    assert repository.conflicts("acme", "1", 100) == conflicts
    assert repository.conflicts("acme", "2", 100) == ["2~"]
    assert repository.conflicts("acme", "3", 100) == []


def test_conflicts_stop_at_the_limit(repository: LogStore) -> None:
    """Conflicts are returned in order, up to the limit."""
    conflicts = [f"1~{digit * 32}" for digit in "abcde"]
    for held in logs(conflicts):
        add(repository, held)

    assert [repository.conflicts("acme", "1", limit) for limit in (1, 4, 5)] == [
        conflicts[:1],
        conflicts[:4],
        conflicts,
    ]


def test_conflicts_are_complete_however_large(repository: LogStore) -> None:
    """All conflicts are returned, also if they exceed what the store reads in one call."""
    conflicts = [f"1~{digit * 32}" for digit in "abcde"]
    for held in logs(conflicts):
        add(repository, replace(held, text=largest_text()))

    assert repository.conflicts("acme", "1", 100) == conflicts


def test_content_tags_stand_in_the_order_asked(repository: LogStore) -> None:
    """Each requested id gets its tag or None at its own position, also if it is requested twice."""
    held = {each.log_id: each.content_tag for each in logs(["a", "b", "1~" + "0" * 32])}
    for each in logs(held):
        add(repository, each)

    asked = ["b", "absent", "a", "b", "1~" + "0" * 32, "absent", "1"]

    assert repository.content_tags("acme", asked) == [held.get(log_id) for log_id in asked]


def test_content_tags_of_none(repository: LogStore) -> None:
    """A request for no ids returns nothing."""
    assert repository.content_tags("acme", []) == []


def test_content_tags_of_hundreds(repository: LogStore) -> None:
    """More ids may be requested than the store accepts in one call."""
    held = {str(number): log(str(number)) for number in range(0, 250, 10)}
    for each in held.values():
        add(repository, each)

    asked = [str(number) for number in range(250)]

    assert repository.content_tags("acme", asked) == [
        held[log_id].content_tag if log_id in held else None for log_id in asked
    ]


@pytest.mark.parametrize("character", ["x", "é", "😀"])
def test_largest_item_is_taken(repository: LogStore, character: str) -> None:
    """An item of the largest promised size is stored and found, with any characters."""
    largest = replace(log("i" * 128, tenant_id="t" * 63), text=largest_text(character))

    assert add(repository, largest) is None
    assert repository.find(largest.tenant_id, largest.log_id) == largest
    assert repository.page(LogQuery(largest.tenant_id), 1).logs == [largest]


@pytest.mark.parametrize("field", ["text", "attributes", "log_id"])
def test_item_that_no_store_takes_is_final(repository: LogStore, field: str) -> None:
    """A lone surrogate is a final error: nothing is stored, and the error does not contain it."""
    halved: Any = {"watermark": "\udfff"} if field == "attributes" else "watermark-\ud800"

    with pytest.raises(FinalError) as refusal:
        add(repository, replace(log(), **{field: halved}))

    assert "watermark" not in str(refusal.value)
    assert repository.page(LogQuery("acme"), 10).logs == []


@pytest.mark.parametrize(
    "ask",
    [
        lambda repository: add(repository, log()),
        lambda repository: add_all(repository, logs(["1", "2"])),
        lambda repository: repository.find("acme", "1"),
        lambda repository: repository.conflicts("acme", "1", 10),
        lambda repository: repository.content_tags("acme", ["1"]),
        lambda repository: repository.page(LogQuery("acme"), 10).logs,
    ],
    ids=["add", "add several", "find", "conflicts", "content_tags", "page"],
)
def test_store_that_cannot_answer_is_a_passing_error(
    repository_under_test: RepositoryUnderTest, ask: Callable[[LogStore], object]
) -> None:
    """Every method raises PassingError if the store is unavailable."""
    repository_under_test.break_down()

    with pytest.raises(PassingError):
        ask(repository_under_test.repository)


def add_all(repository: LogStore, wanted: Sequence[ProcessedLog]) -> None:
    """Add logs together, and raise what keeps the last of them from being added."""
    *_, last = repository.add(wanted)
    if isinstance(last, Exception):
        raise last
