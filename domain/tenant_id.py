"""The id under which a customer's logs are kept."""

import re
from functools import lru_cache

from domain.errors import InvalidLog

# ASCII only, and `fullmatch`: `$` would let "acme\n" pass, `\w` would let Cyrillic pass. The pattern fits every place
# a tenant's id goes: partition key, MessageGroupId, session tag, URL path.
TENANT_ID_PATTERN = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}"
_TENANT_ID = re.compile(TENANT_ID_PATTERN)


@lru_cache(maxsize=1024)
def check_tenant_id(tenant_id: str) -> str:
    """Return `tenant_id` as it came; ids are refused, never normalised, and case counts.

    Raises InvalidLog (`bad_tenant_id`).
    """
    if not _TENANT_ID.fullmatch(tenant_id):
        raise InvalidLog(
            "bad_tenant_id",
            "A tenant id has 1 to 63 letters, digits, '.', '_' or '-' and starts with a letter or digit.",
        )
    return tenant_id
