"""The rule of StoreOnce over every repository: one item per id, never overwritten, nothing lost."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from application.ports.log_store import LogStore
from application.store_once import StoreOnce, StoreResult
from domain.errors import FinalError, PassingError
from domain.log_entry import LogEntry
from domain.processed_log import ProcessedLog
from domain.query.log_query import LogQuery
from tests.contract.conftest import RepositoryUnderTest
from tests.contract.records import add, entry, log, tag
from tests.fakes.master_secret import FixedMasterSecret


def test_new_log_is_stored(store: StoreOnce, repository: LogStore) -> None:
    """A log with a free id is stored under it."""
    new = processed(store, entry())

    assert stored(store, new) is StoreResult.STORED
    assert repository.find("acme", "1") == new
    assert repository.conflicts("acme", "1", 10) == []


def test_same_record_again_is_already_stored(store: StoreOnce, repository: LogStore) -> None:
    """A repeated record is stored once, however often and late it comes."""
    first = processed(store, entry())
    stored(store, first)

    again = replace(first, received_at=log(seconds=60).received_at, processed_at=log(seconds=60).processed_at)

    assert [stored(store, again), stored(store, first)] == [StoreResult.ALREADY_STORED] * 2
    assert repository.page(LogQuery("acme"), 10).logs == [first]


def test_other_record_is_kept_as_a_conflict(store: StoreOnce, repository: LogStore) -> None:
    """Another record under a taken id is stored as a conflict, under an id of its own that refers to the taken one."""
    first, other = processed(store, entry(text="first")), processed(store, entry(text="other"))
    stored(store, first)

    assert stored(store, other) is StoreResult.CONFLICT

    (conflict,) = repository.conflicts("acme", "1", 10)
    assert re.fullmatch(r"1~[0-9a-f]{32}", conflict)
    assert repository.find("acme", conflict) == replace(other, log_id=conflict, conflicts_with="1")
    assert repository.find("acme", "1") == first


def test_records_that_redact_alike_are_a_conflict(store: StoreOnce, repository: LogStore) -> None:
    """Two records that differ only in redacted numbers are different records."""
    calls = [processed(store, entry(text=f"Call +44 20 7946 095{digit}")) for digit in "89"]

    assert [stored(store, call) for call in calls] == [StoreResult.STORED, StoreResult.CONFLICT]
    assert [each.text for each in repository.page(LogQuery("acme"), 10).logs] == ["Call [PHONE]"] * 2


def test_conflict_again_is_already_stored(store: StoreOnce, repository: LogStore) -> None:
    """A conflict that is delivered again is stored once."""
    rivals = [processed(store, entry(text=text)) for text in ("first", "second", "third")]

    assert [stored(store, rival) for rival in rivals] == [
        StoreResult.STORED,
        StoreResult.CONFLICT,
        StoreResult.CONFLICT,
    ]
    assert [stored(store, rival) for rival in rivals] == [StoreResult.ALREADY_STORED] * 3
    assert len(repository.page(LogQuery("acme"), 10).logs) == 3


def test_records_stored_together_keep_their_results(store: StoreOnce, repository: LogStore) -> None:
    """New records, repetitions and conflicts of one call each get their result at their own position."""
    records = [
        entry("a", text="first"),
        entry("b"),
        entry("a", text="second"),
        entry("a", text="first"),
        entry("c"),
        entry("a", text="third"),
        entry("a", text="second"),
    ]
    new = [processed(store, each) for each in records]

    assert store.store(new[:1]) == [StoreResult.STORED]
    assert store.store(new) == [
        StoreResult.ALREADY_STORED,
        StoreResult.STORED,
        StoreResult.CONFLICT,
        StoreResult.ALREADY_STORED,
        StoreResult.STORED,
        StoreResult.CONFLICT,
        StoreResult.ALREADY_STORED,
    ]
    assert store.store(new) == [StoreResult.ALREADY_STORED] * len(new)
    assert len(repository.page(LogQuery("acme"), 10).logs) == 5


def test_one_record_of_two_tenants_is_two_logs(store: StoreOnce) -> None:
    """The same record of two tenants is two logs, with different tags."""
    logs = [processed(store, entry(tenant_id=tenant)) for tenant in ("acme", "umbra")]

    assert [stored(store, each) for each in logs] == [StoreResult.STORED] * 2
    assert len({each.content_tag for each in logs}) == 2


def test_conflict_whose_own_id_is_taken_is_final(store: StoreOnce, repository: LogStore) -> None:
    """If even the id of a conflict is taken by another record, nothing is overwritten and the log is given up."""
    newcomer = replace(log(), content_tag="a" * 64)
    holders = [replace(log(log_id), content_tag=tag(log_id)) for log_id in ("1", "1~" + "a" * 32)]
    for holder in holders:
        add(repository, holder)

    with pytest.raises(FinalError, match="conflict_id_taken"):
        stored(store, newcomer)
    assert [repository.find("acme", holder.log_id) for holder in holders] == holders


def test_missing_are_those_stored_nowhere(store: StoreOnce) -> None:
    """A record is missing unless it is stored under its id or as a conflict."""
    known, rival, conflict = entry("a"), entry("b", text="first"), entry("b", text="second")
    for each in (known, rival, conflict):
        stored(store, processed(store, each))
    absent, displaced = entry("c"), entry("a", text="other")

    entries = [absent, known, displaced, conflict, rival]

    assert store.missing(entries) == [absent, displaced]


def test_missing_is_each_tenants_own(store: StoreOnce) -> None:
    """A record is missing although another tenant has stored the same one."""
    stored(store, processed(store, entry(tenant_id="umbra")))

    assert store.missing([entry(tenant_id="acme")]) == [entry(tenant_id="acme")]


def test_missing_of_a_large_envelope(store: StoreOnce) -> None:
    """Hundreds of records may be checked in one call."""
    entries = [entry(str(number)) for number in range(120)]
    for each in entries[::40]:
        stored(store, processed(store, each))

    assert store.missing(entries) == [each for number, each in enumerate(entries) if number % 40]


def test_one_record_delivered_at_once_is_stored_once(repository_in_process: LogStore) -> None:
    """If one record is delivered many times at once, one delivery stores it and the others find it stored."""
    store = StoreOnce(repository=repository_in_process, master_secret=FixedMasterSecret())
    new = processed(store, entry())

    with ThreadPoolExecutor(max_workers=8) as threads:
        results = list(threads.map(lambda log: stored(store, log), [new] * 24))

    assert sorted(results) == [StoreResult.ALREADY_STORED] * 23 + [StoreResult.STORED]


def test_rivals_at_once_are_all_kept(repository_in_process: LogStore) -> None:
    """If many records claim one id at once, one gets it and all others are stored as conflicts."""
    store = StoreOnce(repository=repository_in_process, master_secret=FixedMasterSecret())
    rivals = [processed(store, entry(text=f"text {number}")) for number in range(24)]

    with ThreadPoolExecutor(max_workers=8) as threads:
        results = list(threads.map(lambda log: stored(store, log), rivals))

    assert sorted(results) == [StoreResult.CONFLICT] * 23 + [StoreResult.STORED]
    kept = repository_in_process.page(LogQuery("acme"), 100).logs
    assert {each.content_tag for each in kept} == {rival.content_tag for rival in rivals}
    assert len(repository_in_process.conflicts("acme", "1", 100)) == 23


def test_broken_store_leaves_the_log_to_the_queue(repository_under_test: RepositoryUnderTest) -> None:
    """If the store is unavailable, PassingError is raised, so that the log comes again."""
    store = StoreOnce(repository=repository_under_test.repository, master_secret=FixedMasterSecret())
    new = processed(store, entry())
    repository_under_test.break_down()

    with pytest.raises(PassingError):
        stored(store, new)
    with pytest.raises(PassingError):
        store.missing([entry()])


def processed(store: StoreOnce, raw: LogEntry) -> ProcessedLog:
    """Redact as the worker would, whatever the text, so that only the tag tells records apart."""
    return replace(log(raw.log_id, tenant_id=raw.tenant_id), content_tag=store.tagging(raw.tenant_id)(raw))


def stored(store: StoreOnce, log: ProcessedLog) -> StoreResult:
    """Store one log, and raise what keeps it from being stored."""
    (result,) = store.store([log])
    if isinstance(result, Exception):
        raise result
    return result
