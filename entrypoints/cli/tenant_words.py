"""Special values of options of `tenants`."""

DEFAULT_POLICY_WORD = "default"
FOREVER = "forever"
NONE = "none"
UNLIMITED = "unlimited"
