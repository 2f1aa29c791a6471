"""A redaction policy from a file."""

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
# DynamoDB's item takes 400 KB with the keys and the rest.
_MOST_BYTES = 300_000


def read_policy(name: str) -> RedactionPolicy:
    """Read it from the file of this name, or from standard input for `-`.

    A policy without a version is given one that follows from its content, so that another content has another version.
    Raises InvalidPolicy, with the reason, for whatever is no policy.
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
        raise InvalidPolicy(f"It has {size:,} bytes; the limit is {_MOST_BYTES:,}.")
    return policy
