"""Policies, tenants and dead letters as the HTTP API shows them."""

from typing import Any

from pydantic import (
    BaseModel,
    ConfigDict,
)


class ShownPolicy(BaseModel):
    """The redaction policy in force."""

    tenant_id: str
    policy: dict[str, Any]


class PreviewedFinding(BaseModel):
    """`text[start:end]` of the text that was sent, in characters; `rule` decided it."""

    model_config = ConfigDict(from_attributes=True)

    kind: str
    start: int
    end: int
    rule: str


class PreviewedRedaction(BaseModel):
    """What would be stored of a text, and what is found in it, in order."""

    tenant_id: str
    policy_version: str
    text: str
    findings: list[PreviewedFinding]


class UsedQuota(BaseModel):
    """What was used in this minute."""

    requests: int
    bytes: int


class ShownQuota(BaseModel):
    """What may be used in a minute; null is without limit."""

    requests_per_minute: int | None
    bytes_per_minute: int | None


class ShownKey(BaseModel):
    """A key that holds, by the beginning of its hash."""

    sha256_prefix: str
    created_at: str


class ShownTenant(BaseModel):
    """A registered tenant. `used` is null without a quota, or while nobody can tell."""

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
    """All tenants that are registered, by id."""

    tenants: list[ShownTenant]


class NewKey(BaseModel):
    """A new key, which is shown this once, and how many of the tenant's hold with it."""

    tenant_id: str
    key: str
    keys: int


class ListedDeadLetter(BaseModel):
    """A message that could not be finished. A log id is null where it cannot be read."""

    message_id: str
    tenant_id: str | None
    sent_at: str
    reason: str
    log_ids: list[str | None]


class DeadLetterPage(BaseModel):
    """Some dead letters, the oldest first, and how many there are."""

    count: int
    letters: list[ListedDeadLetter]


class ShownDeadLetter(BaseModel):
    """A dead letter and what it holds, redacted with every kind there is."""

    message_id: str
    tenant_id: str | None
    sent_at: str
    reason: str
    body: Any


class RedrivenDeadLetters(BaseModel):
    """How many are queued again."""

    moved: int
