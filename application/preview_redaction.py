"""Trying a redaction policy on a text before it is saved."""

from application.ports.tenant_directory import TenantDirectory
from domain.errors import LimitExceeded
from domain.limits import MAX_PREVIEW_CHARACTERS
from domain.redaction import Redaction, RedactionPolicy, redactor_for
from domain.tenant_id import check_tenant_id


class PreviewRedaction:
    """Redacts a text as the worker would, without storing anything.

    `pseudonym_key` must not be the tenant's key: a preview must not reveal the tenant's pseudonyms of given values.
    """

    def __init__(self, *, tenants: TenantDirectory, pseudonym_key: bytes) -> None:
        self._tenants = tenants
        self._pseudonym_key = pseudonym_key

    def policy(self, tenant_id: str) -> RedactionPolicy:
        """Return the tenant's current policy. Raises CallerError for a bad tenant id, and PassingError."""
        check_tenant_id(tenant_id)
        return self._tenants.get(tenant_id).redaction_policy

    def preview(self, text: str, policy: RedactionPolicy) -> Redaction:
        """Return the redacted text and its findings. Raises LimitExceeded (`preview_too_large`)."""
        if len(text) > MAX_PREVIEW_CHARACTERS:
            raise LimitExceeded(
                "preview_too_large",
                f"The text has {len(text):,} characters; the limit for a preview is {MAX_PREVIEW_CHARACTERS:,}.",
            )
        return redactor_for(policy, self._pseudonym_key).redact(text)
