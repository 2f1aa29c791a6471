"""The verification: the guarantees of any installation, tested over HTTP.

As a script (`python tests/acceptance/test_api.py --help`, or `make verify`) it prints each law and a result. Under
pytest, each law is a test, with a short load.
"""

import json
import re
import sys
import time
from collections import Counter
from pathlib import Path

if __name__ == "__main__":
    # Python adds the script's own folder to the import path, but not the repository.
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.acceptance.client import JSON, TEXT, Answer
from tests.acceptance.expectation import CheckFailed, expect
from tests.acceptance.load import LoadResult
from tests.acceptance.marked_text import PLACEHOLDER, MarkedText, difference, phone_number
from tests.acceptance.script import main
from tests.acceptance.stored_logs import StoredLog
from tests.acceptance.target import Target

_LOG_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_PROBLEM_MEMBERS = ("type", "title", "detail", "instance", "code", "request_id")
# No installation accepts a longer text, whatever its work takes a character.
_LONGEST_TEXT_BYTES = 100_000
# Every request that must be refused contains it in its text; no answer may contain it.
_CONFIDENTIAL = "confidential-words"


def test_json_is_accepted(target: Target) -> None:
    """A log as JSON is answered with 202, its tenant, its id and the request's id."""
    tenant_id, log_id = target.tenant("json"), target.log_id("mission")
    answer = target.client.post_json({"tenant_id": tenant_id, "log_id": log_id, "text": "User data here"})
    _expect_accepted(answer, tenant_id, log_id)


def test_json_without_an_id_is_given_one(target: Target) -> None:
    """A JSON log without a log_id gets an id."""
    tenant_id = target.tenant("json")
    _expect_own_ids(
        [target.client.post_json({"tenant_id": tenant_id, "text": "User data here"}) for _ in range(2)], tenant_id
    )


def test_text_is_accepted(target: Target) -> None:
    """A plain text log with X-Tenant-ID and X-Log-ID is answered with 202, its tenant, its id and the request's id."""
    tenant_id, log_id = target.tenant("text"), target.log_id("mission")
    _expect_accepted(target.client.post_text("Raw log text here", tenant_id, log_id), tenant_id, log_id)


def test_text_without_an_id_is_given_one(target: Target) -> None:
    """A plain text log without an X-Log-ID gets an id."""
    tenant_id = target.tenant("text")
    _expect_own_ids([target.client.post_text("Raw log text here", tenant_id) for _ in range(2)], tenant_id)


def test_json_without_a_tenant_is_refused(target: Target) -> None:
    """A JSON log without a tenant is refused with 400."""
    _expect_refused(target.client.post_json({"log_id": target.log_id("x"), "text": _CONFIDENTIAL}), 400)


def test_text_without_a_tenant_is_refused(target: Target) -> None:
    """A plain text log without a tenant is refused with 400."""
    answer = target.client.request("POST", "/ingest", body=_CONFIDENTIAL, headers={"Content-Type": TEXT})
    _expect_refused(answer, 400)


def test_an_empty_text_is_refused(target: Target) -> None:
    """A log whose text is empty is refused with 400 in both forms."""
    _expect_refused(target.client.post_json({"tenant_id": target.tenant("refused"), "text": ""}), 400)
    _expect_refused(target.client.post_text("", target.tenant("refused")), 400)


def test_malformed_json_is_refused(target: Target) -> None:
    """A body that is no JSON but says so is refused with 400."""
    body = f'{{"tenant_id": "{target.tenant("refused")}", "text": "{_CONFIDENTIAL}'
    _expect_refused(target.client.request("POST", "/ingest", body=body, headers={"Content-Type": JSON}), 400)


def test_another_content_type_is_refused(target: Target) -> None:
    """A content type that is neither JSON nor plain text is refused with 415."""
    headers = {"Content-Type": "application/xml", "X-Tenant-ID": target.tenant("refused")}
    _expect_refused(target.client.request("POST", "/ingest", body=_CONFIDENTIAL, headers=headers), 415)


def test_another_method_is_refused(target: Target) -> None:
    """A method that the route does not support is refused with 405."""
    headers = {"Content-Type": TEXT, "X-Tenant-ID": target.tenant("refused")}
    _expect_refused(target.client.request("PUT", "/ingest", body=_CONFIDENTIAL, headers=headers), 405)


def test_an_unknown_route_is_refused(target: Target) -> None:
    """A route that does not exist is answered 404."""
    headers = {"Content-Type": TEXT, "X-Tenant-ID": target.tenant("refused")}
    _expect_refused(target.client.request("POST", "/no-such-route", body=_CONFIDENTIAL, headers=headers), 404)


def test_a_text_over_the_limit_is_refused(target: Target) -> None:
    """A text that is longer than any installation accepts is refused with 413."""
    text = _CONFIDENTIAL.ljust(_LONGEST_TEXT_BYTES + 1, ".")
    _expect_refused(target.client.post_text(text, target.tenant("refused")), 413)
    _expect_refused(target.client.post_json({"tenant_id": target.tenant("refused"), "text": text}), 413)


def test_json_is_stored_redacted(target: Target) -> None:
    """A JSON log is stored with [PHONE] in place of each phone number and is otherwise unchanged."""
    tenant_id, log_id = target.tenant("redaction"), target.log_id("json")
    text = _two_calls()
    _expect_accepted(
        target.client.post_json({"tenant_id": tenant_id, "log_id": log_id, "text": text.original}), tenant_id, log_id
    )
    log = target.await_stored(tenant_id, log_id)
    _expect_stored(log, text, {"PHONE": 2})
    expect(log.source == "json", f"Its source is {log.source!r} where it came as JSON")


def test_text_is_stored_redacted(target: Target) -> None:
    """A plain text log is stored with [PHONE] in place of each phone number and is otherwise unchanged."""
    tenant_id, log_id = target.tenant("redaction"), target.log_id("text")
    text = _two_calls()
    _expect_accepted(target.client.post_text(text.original, tenant_id, log_id), tenant_id, log_id)
    log = target.await_stored(tenant_id, log_id)
    _expect_stored(log, text, {"PHONE": 2})
    expect(log.source == "text", f"Its source is {log.source!r} where it came as text")


def test_attributes_are_stored_redacted(target: Target) -> None:
    """The other fields of a JSON log are stored as attributes, redacted like the text."""
    tenant_id, log_id = target.tenant("redaction"), target.log_id("attributes")
    attributes = {"level": "warning", "caller": {"name": "Ann", "reach": [phone_number(0)]}}
    document = {"tenant_id": tenant_id, "log_id": log_id, "text": "called back"} | attributes
    _expect_accepted(target.client.post_json(document), tenant_id, log_id)
    log = target.await_stored(tenant_id, log_id)
    wanted = {"level": "warning", "caller": {"name": "Ann", "reach": [PLACEHOLDER]}}
    expect(log.attributes == wanted, f"The attributes of {log_id} are stored otherwise than expected")
    _expect_stored(log, MarkedText("called back", "called back"), {"PHONE": 1})


def test_a_batch_keeps_its_order(target: Target) -> None:
    """Twenty lines of one batch are listed in the order of sending, with increasing times or without times."""
    begin = round(time.time() * 1_000) - 60_000
    for name in ("timed", "untimed"):
        tenant_id = target.tenant(f"order-{name}")
        log_ids = [target.log_id(f"{name}-{number}") for number in range(20)]
        lines = [
            {"tenant_id": tenant_id, "log_id": log_id, "text": str(number)}
            | ({"timestamp": begin + number} if name == "timed" else {})
            for number, log_id in enumerate(log_ids)
        ]
        body = "\n".join(map(json.dumps, lines))
        answer = target.client.request("POST", "/ingest/batch", body=body, headers={"Content-Type": JSON})
        answer.expect_status(202)
        expect(answer.json_object().get("accepted") == len(lines), "A batch of 20 sound lines was not accepted whole")
        listed = sorted(target.await_listed(tenant_id, set(log_ids)), key=lambda log: log.place)
        expect([log.log_id for log in listed] == log_ids, f"The lines of {tenant_id} are not in the order of the batch")


def test_tenants_are_isolated(target: Target) -> None:
    """Two tenants' logs with the same id have their own texts, and no list or id reaches another tenant's logs."""
    one, other = target.tenant("one"), target.tenant("other")
    shared, own = target.log_id("shared"), target.log_id("own")
    sent = {(one, shared): "text of the one", (other, shared): "text of the other", (other, own): "and one more"}
    for (tenant_id, log_id), text in sent.items():
        _expect_accepted(target.client.post_text(text, tenant_id, log_id), tenant_id, log_id)
    for (tenant_id, log_id), text in sent.items():
        _expect_stored(target.await_stored(tenant_id, log_id), MarkedText(text, text), {})
    for tenant_id in (one, other):
        listed = target.await_listed(tenant_id, {log_id for owner, log_id in sent if owner == tenant_id})
        for log in listed:
            expect(log.text == sent.get((tenant_id, log.log_id)), f"{tenant_id} is shown a log that is not its own")
    expect(target.stored.find(one, own) is None, f"{one} is shown a log that only {other} has")


def test_every_request_of_the_load_is_answered(load: LoadResult) -> None:
    """Under load, every request is answered with 202, or with 429 or 503 to be sent again."""
    others = {status: number for status, number in load.statuses.items() if status not in {202, 429, 503}}
    told = ", ".join(f"{number:,} x {status or 'no answer'}" for status, number in others.items())
    expect(not others, f"Of {len(load.sent):,} requests: {told}")


def test_the_load_is_accepted_at_its_rate(load: LoadResult) -> None:
    """Under load, at least 1,000 logs a minute are accepted, or 95 % of a slower rate that was chosen."""
    required = load.plan.required_per_minute
    expect(
        load.accepted_per_minute >= required,
        f"{load.accepted_per_minute:,.0f} a minute were accepted; {required:,.0f} were due",
    )


def test_nothing_that_was_accepted_is_lost(load: LoadResult) -> None:
    """Every accepted log of the load is stored in time."""
    stored = {(tenant_id, log.log_id) for tenant_id, logs in load.stored.items() for log in logs}
    lost = [log for log in load.accepted if (log.tenant_id, log.log_id) not in stored]
    within = f"{load.plan.drain_seconds:g} s after the last 202"
    if lost:
        first = f"the first is {lost[0].log_id} of {lost[0].tenant_id}"
        raise CheckFailed(f"{len(lost):,} of {len(load.accepted):,} were not stored {within}; {first}")
    expect(load.stored_after is not None, f"All were stored in the end, but not {within}")


def test_each_log_is_stored_once(load: LoadResult) -> None:
    """Each log of the load is stored once, and nothing else is stored."""
    sent = {(log.tenant_id, log.log_id) for log in load.sent}
    found = Counter((tenant_id, log.log_id) for tenant_id, logs in load.stored.items() for log in logs)
    for (tenant_id, log_id), times in found.items():
        expect((tenant_id, log_id) in sent, f"{tenant_id} has a log {log_id} that nobody sent")
        expect(times == 1, f"{tenant_id} has the log {log_id} {times} times")


def test_each_log_is_stored_under_its_own_tenant(load: LoadResult) -> None:
    """Each log of the load is stored under the tenant whose mark it has."""
    for tenant_id, logs in load.stored.items():
        for log in logs:
            expect(log.text.startswith(f"{tenant_id} "), f"{tenant_id} has a log {log.log_id} without its mark")


def test_each_log_of_the_load_is_stored_redacted(load: LoadResult) -> None:
    """Each log of the load is stored with [PHONE] in place of its phone number and is otherwise unchanged."""
    texts = {(log.tenant_id, log.log_id): log.text for log in load.sent}
    for tenant_id, logs in load.stored.items():
        for log in logs:
            if text := texts.get((tenant_id, log.log_id)):
                _expect_stored(log, text, {"PHONE": 1})


def _two_calls() -> MarkedText:
    """Return a text with two numbers, and parts that must stay: spaces, lines, other scripts, and other digits."""
    before, between, after = "\tGrüße 👋 from order 4711\n", " or ", ", at 2026-01-31T12:00:00Z \n"
    return MarkedText(
        before + phone_number(0) + between + phone_number(1) + after,
        before + PLACEHOLDER + between + PLACEHOLDER + after,
    )


def _expect_accepted(answer: Answer, tenant_id: str, log_id: str | None = None) -> str:
    """Return the log's id, which must be `log_id` if that is given."""
    answer.expect_status(202)
    expect(answer.content_type == JSON, f"A 202 came as {answer.content_type or 'no type'} in place of {JSON}")
    document = answer.json_object()
    expect(document.get("status") == "accepted", "A 202 has no status that says accepted")
    expect(document.get("tenant_id") == tenant_id, "A 202 does not name the tenant")
    expect(_is_filled(document.get("request_id")), "A 202 has no request_id")
    given = document.get("log_id")
    expect(log_id is None or given == log_id, "A 202 does not name the log's id")
    expect(isinstance(given, str) and _LOG_ID.fullmatch(given), "A 202 names an id that no log can have")
    expect(set(document) == {"status", "tenant_id", "log_id", "request_id"}, "A 202 has other members than the four")
    return str(given)


def _expect_own_ids(answers: list[Answer], tenant_id: str) -> None:
    log_ids = [_expect_accepted(answer, tenant_id) for answer in answers]
    expect(len(set(log_ids)) == len(log_ids), "Two logs without an id were given the same one")


def _expect_refused(answer: Answer, status: int) -> None:
    """Expect a problem document of RFC 9457 with our own members, and no part of the text in it."""
    answer.expect_status(status)
    expect(
        answer.content_type == "application/problem+json",
        f"{answer.sent} was refused with {answer.content_type or 'no type'} in place of application/problem+json",
    )
    problem = answer.json_object()
    missing = [member for member in _PROBLEM_MEMBERS if not _is_filled(problem.get(member))]
    expect(not missing, f"{answer.sent} was refused without {', '.join(missing)}")
    expect(problem.get("status") == status, f"{answer.sent} was refused with another status in its body")
    told = answer.body.decode(errors="replace") + "".join(answer.headers.values())
    expect(_CONFIDENTIAL not in told, f"{answer.sent} was refused with the log's text in the answer")


def _expect_stored(log: StoredLog, text: MarkedText, redactions: dict[str, int]) -> None:
    expect(log.text == text.redacted, f"The text of {log.log_id} {difference(log.text, text.redacted)}")
    found = dict(log.redactions)
    expect(found == redactions, f"{log.log_id} counts the redactions {found}; {redactions} were due")


def _is_filled(value: object) -> bool:
    return isinstance(value, str) and value != ""


if __name__ == "__main__":
    sys.exit(main({name: law for name, law in globals().items() if name.startswith("test_")}))
