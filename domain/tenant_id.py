"""The format of tenant ids."""

import re
from functools import lru_cache

from domain.errors import InvalidLog

# ASCII only, because `\w` would accept Cyrillic letters; and `fullmatch`, because `$` would accept "acme\n". Such an id
# is valid as partition key, MessageGroupId, session tag and URL path segment.
TENANT_ID_PATTERN = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}"
_TENANT_ID = re.compile(TENANT_ID_PATTERN)


@lru_cache(maxsize=1024)
def check_tenant_id(tenant_id: str) -> str:
    """Return `tenant_id` unchanged: ids are case-sensitive, never normalised. Raises InvalidLog (`bad_tenant_id`)."""
    if not _TENANT_ID.fullmatch(tenant_id):
        raise InvalidLog(
            "bad_tenant_id",
            "A tenant id has 1 to 63 letters, digits, '.', '_' or '-' and starts with a letter or digit.",
        )
    return tenant_id
