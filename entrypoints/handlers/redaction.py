"""`/tenants/{tenant_id}/redaction`: the current policy, and the preview of a policy on a text."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.event_handler import Response

from domain.caller import Right
from entrypoints.http.administration_models import PreviewedFinding, PreviewedRedaction, ShownPolicy
from entrypoints.http.api import Api, Call
from entrypoints.http.errors import bad_request
from entrypoints.http.request import decode_utf8
from entrypoints.http.strict_json import parse_json

if TYPE_CHECKING:
    # It loads redaction, whose rules take long to load.
    from application.preview_redaction import PreviewRedaction


def add_redaction_routes(api: Api, preview_redaction: Callable[[], "PreviewRedaction"]) -> None:
    """Add the routes below `/tenants/{tenant_id}/redaction`. `preview_redaction` is called when it is first needed."""
    path = "/tenants/<tenant_id>/redaction"

    @api.route(path, "GET", right=Right.READ)
    def policy(call: Call, tenant_id: str) -> Response[Any]:
        from domain.redaction import policy_to_document  # noqa: PLC0415 - it loads the rules

        in_force = preview_redaction().policy(tenant_id)
        return call.document(ShownPolicy(tenant_id=tenant_id, policy=policy_to_document(in_force)).model_dump_json())

    @api.route(f"{path}/preview", "POST", right=Right.READ)
    def preview(call: Call, tenant_id: str) -> Response[Any]:
        from domain.redaction import InvalidPolicy, policy_from_document  # noqa: PLC0415 - they load the rules

        document = parse_json(decode_utf8(call.request.body()))
        if not isinstance(document, dict) or not isinstance(text := document.pop("text", None), str):
            raise bad_request("invalid_parameter", 'The body must be {"text": "…", "policy": {…}}.')
        chosen = document.pop("policy", None)
        if document:
            raise bad_request("invalid_parameter", "The body must contain only text and policy.")
        use_case = preview_redaction()
        in_force = use_case.policy(tenant_id)
        try:
            tried = in_force if chosen is None else policy_from_document(chosen)
        except InvalidPolicy as error:
            raise bad_request("invalid_policy", str(error)) from None
        redaction = use_case.preview(text, tried)
        answer = PreviewedRedaction(
            tenant_id=tenant_id,
            policy_version=tried.version,
            text=redaction.text,
            findings=[PreviewedFinding.model_validate(found) for found in redaction.findings],
        )
        return call.document(answer.model_dump_json())
