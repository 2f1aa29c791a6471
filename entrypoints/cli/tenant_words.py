"""Words that stand for a choice on the command line."""

DEFAULT_POLICY_WORD = "default"
FOREVER = "forever"
NONE = "none"
UNLIMITED = "unlimited"
