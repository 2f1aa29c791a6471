"""Policies, tenants and dead letters as the HTTP API shows them."""

from typing import Any

from pydantic import (
    BaseModel,
    ConfigDict,
)


class ShownPolicy(BaseModel):
    """The current redaction policy."""

    tenant_id: str
    policy: dict[str, Any]


class PreviewedFinding(BaseModel):
    """A redacted value: `text[start:end]` of the sent text, in characters, and the `rule` that found it."""

    model_config = ConfigDict(from_attributes=True)

    kind: str
    start: int
    end: int
    rule: str


class PreviewedRedaction(BaseModel):
    """The redacted text, and the findings in order."""

    tenant_id: str
    policy_version: str
    text: str
    findings: list[PreviewedFinding]


class UsedQuota(BaseModel):
    """The usage in this minute."""

    requests: int
    bytes: int


class ShownQuota(BaseModel):
    """The quota per minute; null means unlimited."""

    requests_per_minute: int | None
    bytes_per_minute: int | None


class ShownKey(BaseModel):
    """A valid key, identified by the beginning of its hash."""

    sha256_prefix: str
    created_at: str


class ShownTenant(BaseModel):
    """A registered tenant. `used` is null without a quota, or if the counter cannot be read."""

    tenant_id: str
    policy: dict[str, Any]
    retention_days: int | None
    level_retention_days: dict[str, int]
    erasures: list[dict[str, Any]]
    quota: ShownQuota
    used: UsedQuota | None
    may_erase: bool
    keys: list[ShownKey]


class TenantList(BaseModel):
    """All registered tenants, ordered by id."""

    tenants: list[ShownTenant]


class NewKey(BaseModel):
    """A new key, which is shown only once, and the tenant's number of valid keys."""

    tenant_id: str
    key: str
    keys: int


class ListedDeadLetter(BaseModel):
    """A message that could not be processed. A log id is null if it cannot be read."""

    message_id: str
    tenant_id: str | None
    sent_at: str
    reason: str
    log_ids: list[str | None]


class DeadLetterPage(BaseModel):
    """Some dead letters, oldest first, and the number of all."""

    count: int
    letters: list[ListedDeadLetter]


class ShownDeadLetter(BaseModel):
    """A dead letter with its contents, in which all kinds are masked."""

    message_id: str
    tenant_id: str | None
    sent_at: str
    reason: str
    body: Any


class RedrivenDeadLetters(BaseModel):
    """The number of dead letters that were queued again."""

    moved: int
