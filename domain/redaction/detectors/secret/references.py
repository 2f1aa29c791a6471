"""What stands where a secret could, and is none: references, masks, and words about secrets."""

import re

from domain.redaction.pattern import Pattern

_REFERENCE = Pattern(
    r"""\$\{? | \{\{ | %\(\w+\)s | %[A-Z_]+%$ | <[^<>]*>?$ | \[(?!.*[^\]]$) | @\w+@$ | \*{2,} | (?i:x{3,}|\.{3,}|\#{3,}|-{3,}|_{3,})$ | [*\u2022\u25cf.xX#-]+$
      | (?i:arn:|vault:|secretsmanager:|ssm:|file:|env[.:]|process\.env|os\.environ|ref\+|op://|data\.|var\.|local\.|secrets\.|sha\d*[:-]|md5:|https?:|/) """,
    re.VERBOSE,
)
_MASKED = Pattern(r"(?i)[0-9A-Za-z]{0,6}(?:\*{3,}|\.{3,}|x{4,}|\u2022{3,})[0-9A-Za-z]{0,6}$")
_WORDS = frozenset(
    ["null", "none", "nil", "nan", "undefined", "true", "false", "yes", "no", "on", "off", "empty", "blank", "missing", "required", "invalid", "valid", "expired", "active", "inactive", "changed", "change", "reset", "set", "unset", "ok", "failed", "fail", "failure", "error", "success", "incorrect", "correct", "wrong", "mismatch", "match", "matched", "matches", "rotated", "revoked", "deprecated", "unknown", "redacted", "masked", "hidden", "filtered", "removed", "omitted", "protected", "encrypted", "hashed", "disabled", "enabled", "default", "string", "text", "password", "passwd", "secret", "token", "key", "bearer", "basic", "digest", "plain", "publickey", "md5", "sha256", "scram", "pending", "refreshed", "renewed", "updated", "created", "deleted", "generated", "issued", "accepted", "rejected", "denied", "verified", "unverified", "checked", "strong", "weak", "short", "long", "compromised", "found", "present", "absent", "optional", "provided", "supplied", "given", "not", "n/a", "na", "tbd", "todo", "changeme", "your", "xxx", "authorization", "authentication", "credentials", "cookie", "session", "oauth", "oauth2", "jwt", "saml", "ldap", "kerberos", "negotiate", "ntlm", "rsa", "ecdsa", "ed25519", "must", "should", "cannot", "can", "is", "was", "has", "have", "had", "for", "from", "with", "without", "the", "and", "or", "in", "at", "by", "to", "of"]
)


def is_reference(value: str) -> bool:
    """Whether the value points elsewhere, is masked already, or only says something of the secret."""
    return (
        _REFERENCE.match(value) is not None
        or _MASKED.match(value) is not None
        or value.lower().strip("<>()[]{}.,;:!") in _WORDS
    )
