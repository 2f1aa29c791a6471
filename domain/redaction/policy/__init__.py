"""A tenant's policy: what is redacted, and how.

`policy` has the settings, with `custom_kind`, `allow_list` and `regions` for its parts. `document` reads and writes the
JSON that people write, `stored` the form in a store. `catalogue` numbers the built-in kinds of each release.
`comparison` lists what a new policy changes, and `invalid_policy` has the error of a policy that cannot be used.
"""

from domain.redaction.policy.policy import (
    DEFAULT_POLICY,
    MAX_CUSTOM_KINDS,
    Action,
    RedactionPolicy,
    default_actions,
)

__all__ = ["DEFAULT_POLICY", "MAX_CUSTOM_KINDS", "Action", "RedactionPolicy", "default_actions"]
