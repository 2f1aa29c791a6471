"""The schemas of the data folder's databases, and the migrations from earlier versions.

To change a schema:

1. Run `python -m tests.contract.released`. It writes databases of the current versions, as SQL text with rows, for the
   tests to start from. Add the line that it prints to `RELEASES` in `tests/contract/released.py`.
2. Edit the text here, and increase the version by one.
3. Add the migration from the previous version to `migrations`. It gets a connection inside a transaction, and must not
   commit. If SQL is enough, use `statements("ALTER TABLE …", "CREATE INDEX …")`; otherwise write a function.
4. Add the digest of the new text to `RELEASED` in `tests/contract/test_migrations.py`; the failing test prints it.

The tests there upgrade the folders in `tests/contract/released_schemas` and check that an upgraded database has the
same tables and indexes as a new one. Never edit a version that is on the main branch, because data folders have it.
`migrations.py` states when and how a folder is upgraded.
"""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from infrastructure.embedded import logs_5

Migration = Callable[[sqlite3.Connection], object]


@dataclass(frozen=True)
class Schema:
    """The tables of one database. `text` is the SQL that creates them in a new file.

    `migrations` maps each earlier version that can be upgraded to the migration to the next version.
    """

    name: str
    version: int
    text: str
    migrations: Mapping[int, Migration] = field(default_factory=dict)


def statements(*each: str) -> Migration:
    """A migration that runs SQL statements one after another."""

    def migrate(connection: sqlite3.Connection) -> None:
        for statement in each:
            connection.execute(statement)

    return migrate


# In every database: one row with the identity of its installation (domain.identity).
_INSTALLATION = "CREATE TABLE installation (identity TEXT NOT NULL) STRICT"

# `visible_at` is in milliseconds by the monotonic clock, or 0 if the message can be received now. The first index has
# only messages that can be received, the second only those that wait. Other times are in milliseconds since 1970, as in
# SQS's own attributes. `leased_by` is the worker that processes the message.
_QUEUE_INDEXES = (
    "CREATE INDEX messages_ready ON messages (group_id, receive_count DESC, id) WHERE visible_at = 0",
    "CREATE INDEX messages_waiting ON messages (visible_at) WHERE visible_at > 0",
)
_LEASES_INDEX = "CREATE INDEX messages_leased ON messages (leased_by, group_id) WHERE leased_by IS NOT NULL"
QUEUE = Schema(
    "queue",
    version=4,
    text=f"""
    {_INSTALLATION};
    CREATE TABLE messages (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        message_id TEXT NOT NULL UNIQUE,
        group_id TEXT NOT NULL,
        body TEXT NOT NULL,
        sent_at INTEGER NOT NULL,
        visible_at INTEGER NOT NULL,
        receive_count INTEGER NOT NULL DEFAULT 0,
        first_received_at INTEGER,
        receipt_handle TEXT UNIQUE,
        leased_by TEXT
    ) STRICT;
    {_QUEUE_INDEXES[0]};
    {_QUEUE_INDEXES[1]};
    {_LEASES_INDEX};
    CREATE TABLE dead_letters (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        message_id TEXT NOT NULL UNIQUE,
        group_id TEXT NOT NULL,
        body TEXT NOT NULL,
        sent_at INTEGER NOT NULL,
        receive_count INTEGER NOT NULL,
        dead_at INTEGER NOT NULL,
        reason TEXT NOT NULL
    ) STRICT
""",
    migrations={
        1: statements(_INSTALLATION),
        2: statements("DROP INDEX messages_in_turn", *_QUEUE_INDEXES),
        3: statements("ALTER TABLE messages ADD COLUMN leased_by TEXT", _LEASES_INDEX),
    },
)

# One row: the time up to which expired logs were last deleted (domain.retention.DeletionClock).
_TRUSTED_TIME = "CREATE TABLE trusted_time (seconds INTEGER NOT NULL) STRICT"

# With the last three columns, lists by level or service and histograms need only the index.
_LOGS_BY_TIME = "CREATE INDEX logs_by_time ON logs (tenant_id, time, ordinal, log_id, level, service, expires_at)"

# `time` is in nanoseconds since 1970; `expires_at` and `trusted_time.seconds` are in whole seconds, as in DynamoDB.
# `seq` numbers logs in the order in which they were stored. It is a column, because VACUUM may change implicit row ids.
LOGS = Schema(
    "logs",
    version=6,
    text=f"""
    {_INSTALLATION};
    {logs_5.TABLE};
    {_LOGS_BY_TIME};
    {logs_5.BY_EXPIRY};
    {_TRUSTED_TIME}
""",
    migrations={
        2: statements(_INSTALLATION),
        3: statements(
            _TRUSTED_TIME,
            # Use the time of the newest log, because the clock was trusted then.
            "INSERT INTO trusted_time SELECT newest FROM "
            "(SELECT CAST(strftime('%s', max(processed_at)) AS INTEGER) AS newest FROM logs) WHERE newest IS NOT NULL",
        ),
        4: logs_5.upgrade,
        5: statements("DROP INDEX logs_by_time", _LOGS_BY_TIME),
    },
)

# One row: the administrators' keys.
_ADMIN_KEYS = """CREATE TABLE admin_keys (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    api_keys TEXT NOT NULL,
    revision INTEGER NOT NULL
) STRICT"""

# `level_retention_days` is JSON, days by level; `erasures` is a JSON list (domain.erasure).
TENANTS = Schema(
    "tenants",
    version=4,
    text=f"""
    {_INSTALLATION};
    CREATE TABLE tenants (
        tenant_id TEXT NOT NULL PRIMARY KEY,
        redaction_policy TEXT,
        retention_days INTEGER,
        api_keys TEXT NOT NULL,
        quota_requests INTEGER,
        quota_bytes INTEGER,
        removed INTEGER NOT NULL,
        revision INTEGER NOT NULL,
        level_retention_days TEXT,
        erasures TEXT,
        may_erase INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    {_ADMIN_KEYS}
""",
    migrations={
        1: statements(_INSTALLATION),
        2: statements(
            "ALTER TABLE tenants ADD COLUMN level_retention_days TEXT", "ALTER TABLE tenants ADD COLUMN erasures TEXT"
        ),
        3: statements("ALTER TABLE tenants ADD COLUMN may_erase INTEGER NOT NULL DEFAULT 0", _ADMIN_KEYS),
    },
)

# `minute` is in whole minutes since 1970. There are no migrations: counters of an earlier version are created again.
USAGE = Schema(
    "usage",
    version=2,
    text=f"""
    {_INSTALLATION};
    CREATE TABLE usage (
        tenant_id TEXT NOT NULL,
        minute INTEGER NOT NULL,
        requests INTEGER NOT NULL,
        bytes INTEGER NOT NULL,
        PRIMARY KEY (tenant_id, minute)
    ) STRICT
""",
)

ALL = (QUEUE, LOGS, TENANTS, USAGE)
