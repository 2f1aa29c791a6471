"""`/tenants` and `/dead-letters`: routes for administrators of an embedded run.

On AWS administrators use the command line with their own permissions, so that no Lambda function needs permission to
change tenants or to read raw messages.
"""

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response

from application.change_tenant import ChangeTenant, UnknownTenant
from application.ports.clock import Clock
from application.ports.dead_letters import DeadLetters
from application.ports.tenant_registry import TenantRegistry
from application.ports.usage_counter import UsageCounter
from domain.api_key import KeyRing
from domain.caller import Right
from domain.errors import PassingError
from domain.quota import Usage, minute_of
from domain.registration import Registration
from domain.tenant_id import check_tenant_id
from entrypoints.http.administration_models import (
    DeadLetterPage,
    ListedDeadLetter,
    NewKey,
    RedrivenDeadLetters,
    ShownDeadLetter,
    ShownTenant,
    TenantList,
    UsedQuota,
)
from entrypoints.http.api import Api, Call
from entrypoints.http.errors import RequestError, bad_request
from entrypoints.http.models import DEFAULT_LETTERS, MOST_LETTERS
from entrypoints.http.request import decode_utf8
from entrypoints.http.search_parameters import Parameters
from entrypoints.http.strict_json import parse_json
from entrypoints.new_key import new_key
from entrypoints.shown_dead_letter import about, log_ids, redacted
from entrypoints.tenant_document import tenant_document


@dataclass(frozen=True)
class Administration:
    """The dependencies of the routes."""

    registry: TenantRegistry
    usage: UsageCounter
    dead_letters: DeadLetters
    clock: Clock


def add_administration_routes(api: Api, administration: Administration) -> None:
    """Add the routes for administrators."""
    routes = _Routes(administration)
    api.route("/tenants", "GET", right=Right.ADMINISTER)(routes.tenants)
    api.route("/tenants/<tenant_id>/keys", "POST", right=Right.ADMINISTER)(routes.rotate_key)
    api.route("/dead-letters", "GET", right=Right.ADMINISTER)(routes.dead_letters)
    api.route("/dead-letters/redrive", "POST", right=Right.ADMINISTER)(routes.redrive)
    api.route("/dead-letters/<message_id>", "GET", right=Right.ADMINISTER)(routes.dead_letter)


class _Routes:
    def __init__(self, administration: Administration) -> None:
        self._of = administration

    def tenants(self, call: Call) -> Response[Any]:
        """Return all registered tenants."""
        found = [each for each in self._of.registry.list() if not each.removed]
        tenants = [ShownTenant(**tenant_document(each), used=self._used(each)) for each in found]
        return call.document(TenantList(tenants=tenants).model_dump_json())

    def rotate_key(self, call: Call, tenant_id: str) -> Response[Any]:
        """Create a key. The previous key stays valid unless `revoke_others` is set."""
        check_tenant_id(tenant_id)
        revoke_others = _body(call, {"revoke_others"}).get("revoke_others", False)
        if not isinstance(revoke_others, bool):
            raise bad_request("invalid_parameter", "revoke_others: expected true or false")
        key, kept = new_key(tenant_id)

        def rotated(found: Registration) -> Registration:
            keys = KeyRing((kept,)) if revoke_others else found.access.keys.rotated(kept)
            return replace(found, access=replace(found.access, keys=keys))

        try:
            changed = ChangeTenant(registry=self._of.registry).change(tenant_id, rotated)
        except UnknownTenant:
            raise RequestError(
                HTTPStatus.NOT_FOUND, "unknown_tenant", "No tenant with this id is registered."
            ) from None
        call.answer_headers["Cache-Control"] = "no-store"
        answer = NewKey(tenant_id=tenant_id, key=key, keys=len(changed.access.keys.keys))
        return call.document(answer.model_dump_json(), status=HTTPStatus.CREATED)

    def dead_letters(self, call: Call) -> Response[Any]:
        """Return some dead letters, without their content."""
        most = Parameters(call.request.query_pairs, ("most",)).whole("most", DEFAULT_LETTERS, 1, MOST_LETTERS)
        letters = [
            ListedDeadLetter(**about(letter), log_ids=log_ids(letter)) for letter in self._of.dead_letters.sample(most)
        ]
        return call.document(DeadLetterPage(count=self._of.dead_letters.count(), letters=letters).model_dump_json())

    def dead_letter(self, call: Call, message_id: str) -> Response[Any]:
        """Return one dead letter, redacted."""
        letter = self._of.dead_letters.find(message_id, lambda _: None)
        if letter is None:
            raise RequestError(HTTPStatus.NOT_FOUND, "unknown_dead_letter", "There is no such dead letter.")
        return call.document(ShownDeadLetter(**redacted(letter)).model_dump_json())

    def redrive(self, call: Call) -> Response[Any]:
        """Queue all dead letters again, or those of one tenant."""
        tenant_id = _body(call, {"tenant_id"}).get("tenant_id")
        if tenant_id is not None:
            check_tenant_id(tenant_id)
        moved = self._of.dead_letters.redrive(tenant_id, lambda _: None)
        return call.document(RedrivenDeadLetters(moved=moved).model_dump_json())

    def _used(self, registration: Registration) -> UsedQuota | None:
        """Return the tenant's usage in this minute; None if it has no quota or the counter fails."""
        if not registration.access.quota.limits_anything:
            return None
        minute = minute_of(self._of.clock.now())
        try:
            # Adding zero returns the sum.
            used = self._of.usage.add(registration.tenant.tenant_id, minute, Usage(0, 0))
        except PassingError:
            return None
        return UsedQuota(requests=used.requests, bytes=used.bytes)


def _body(call: Call, known: set[str]) -> dict[str, Any]:
    """Return the JSON object of the body, or {} for an empty body. Raises RequestError."""
    text = decode_utf8(call.request.body())
    document = parse_json(text) if text else {}
    if not isinstance(document, dict) or document.keys() - known:
        raise bad_request("invalid_parameter", f"The body must be empty, or an object with {', '.join(sorted(known))}.")
    return document
