PRAGMA journal_mode = WAL;
BEGIN TRANSACTION;
CREATE TABLE installation (identity TEXT NOT NULL) STRICT;
INSERT INTO "installation" VALUES('@IDENTITY@');
CREATE TABLE usage (
        tenant_id TEXT NOT NULL,
        minute INTEGER NOT NULL,
        requests INTEGER NOT NULL,
        bytes INTEGER NOT NULL,
        PRIMARY KEY (tenant_id, minute)
    ) STRICT
;
PRAGMA user_version = 2;
COMMIT;
