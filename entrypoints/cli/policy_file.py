"""Reading a redaction policy from a file."""

import hashlib
import json
import sys
from pathlib import Path

from domain.redaction import (
    DEFAULT_POLICY,
    InvalidPolicy,
    RedactionPolicy,
    document_from_json,
    policy_from_document,
    policy_to_document,
)
from entrypoints.cli.tenant_words import DEFAULT_POLICY_WORD

_VERSION_DIGITS = 12
# The policy must fit into the tenant's DynamoDB item, which takes 400 KB.
_MOST_BYTES = 300_000


def read_policy(name: str) -> RedactionPolicy:
    """Read the policy from a file, or from standard input for `-`; `default` is the default policy.

    A policy without a version gets one that is derived from its content. Raises InvalidPolicy if the file cannot be
    read or contains no valid policy.
    """
    if name == DEFAULT_POLICY_WORD:
        return DEFAULT_POLICY
    try:
        document = document_from_json(sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidPolicy(f"{name} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise InvalidPolicy(f"{name} is not JSON: {error}.") from error
    if isinstance(document, dict) and "version" not in document:
        content = json.dumps(document, sort_keys=True).encode("utf-8", "surrogatepass")
        document["version"] = f"content-{hashlib.sha256(content).hexdigest()[:_VERSION_DIGITS]}"
    policy = policy_from_document(document)
    size = len(json.dumps(policy_to_document(policy), ensure_ascii=False).encode("utf-8", "surrogatepass"))
    if size > _MOST_BYTES:
        raise InvalidPolicy(f"The policy has {size:,} bytes; the limit is {_MOST_BYTES:,}.")
    return policy
