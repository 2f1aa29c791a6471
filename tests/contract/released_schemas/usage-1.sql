PRAGMA journal_mode = WAL;
BEGIN TRANSACTION;
CREATE TABLE usage (
        tenant_id TEXT NOT NULL,
        minute INTEGER NOT NULL,
        requests INTEGER NOT NULL,
        bytes INTEGER NOT NULL,
        PRIMARY KEY (tenant_id, minute)
    ) STRICT
;
INSERT INTO "usage" VALUES('acme',29923920,3,4096);
PRAGMA user_version = 1;
COMMIT;
