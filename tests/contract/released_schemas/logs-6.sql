PRAGMA journal_mode = WAL;
BEGIN TRANSACTION;
CREATE TABLE installation (identity TEXT NOT NULL) STRICT;
INSERT INTO "installation" VALUES('@IDENTITY@');
CREATE TABLE logs (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        tenant_id TEXT NOT NULL,
        log_id TEXT NOT NULL,
        time INTEGER NOT NULL,
        ordinal INTEGER NOT NULL,
        level TEXT,
        service TEXT,
        trace_id TEXT,
        span_id TEXT,
        text TEXT NOT NULL,
        source TEXT NOT NULL,
        attributes TEXT NOT NULL,
        received_at TEXT NOT NULL,
        processed_at TEXT NOT NULL,
        redactions TEXT NOT NULL,
        policy_version TEXT NOT NULL,
        content_tag TEXT NOT NULL,
        conflicts_with TEXT,
        expires_at INTEGER,
        UNIQUE (tenant_id, log_id)
    ) STRICT
;
INSERT INTO "logs" VALUES(1,'acme','kept',1795435200000000000,0,'info',NULL,NULL,NULL,'kept for a time','json','{"level": "info", "nested": {"n": [1, 2.5, null, true]}}','2026-11-23T12:00:00.000000Z','2026-11-23T12:00:01.500000Z','{}','default-1','@TAG_2@',NULL,1798027200);
INSERT INTO "logs" VALUES(2,'acme','stored',1795435200000000001,1,NULL,NULL,NULL,NULL,'call [PHONE]','json','{}','2026-11-23T12:00:00.000000Z','2026-11-23T12:00:01.500000Z','{"PHONE": 1}','default-1','@TAG_1@',NULL,NULL);
INSERT INTO "logs" VALUES(3,'beta','for-good',1795435200000000000,0,NULL,NULL,NULL,NULL,'Grüße','json','{}','2026-11-23T12:00:00.000000Z','2026-11-23T12:00:01.500000Z','{}','default-1','@TAG_3@',NULL,NULL);
CREATE TABLE trusted_time (seconds INTEGER NOT NULL) STRICT;
INSERT INTO "trusted_time" VALUES(1795435201);
CREATE INDEX logs_by_expiry ON logs (expires_at) WHERE expires_at IS NOT NULL
;
CREATE INDEX logs_by_time ON logs (tenant_id, time, ordinal, log_id, level, service, expires_at);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('logs',3);
PRAGMA user_version = 6;
COMMIT;
