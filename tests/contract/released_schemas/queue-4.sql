PRAGMA journal_mode = WAL;
BEGIN TRANSACTION;
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
;
INSERT INTO "dead_letters" VALUES(1,'746018be-25c5-44b0-aacc-f32ea015dca6','acme','{"schema":"aws-log-processor/envelope","version":1,"tenant_id":"acme","received_at":"2026-11-23T12:00:00.000000Z","source":"json","request_id":"request-0","logs":[{"log_id":"dead","text":"too large"}]}',1795435200000,0,1795435200000,'item_refused');
INSERT INTO "dead_letters" VALUES(2,'31c9034f-2119-47b2-8b11-e1db0de64abb','','no json',1795435200000,0,1795435200000,'not_json');
CREATE TABLE installation (identity TEXT NOT NULL) STRICT;
INSERT INTO "installation" VALUES('@IDENTITY@');
CREATE TABLE messages (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        message_id TEXT NOT NULL UNIQUE,
        group_id TEXT NOT NULL,
        body TEXT NOT NULL,
        sent_at INTEGER NOT NULL,
        visible_at INTEGER NOT NULL,
        receive_count INTEGER NOT NULL DEFAULT 0,
        first_received_at INTEGER,
        receipt_handle TEXT UNIQUE
    , leased_by TEXT) STRICT;
INSERT INTO "messages" VALUES(1,'c2dc78de-1318-4ef1-abe6-80cd21636494','acme','{"schema":"aws-log-processor/envelope","version":1,"tenant_id":"acme","received_at":"2026-11-23T12:00:00.000000Z","source":"json","request_id":"request-1","logs":[{"log_id":"stored","text":"call +44 20 7946 0958"}]}',1795435200000,1795435260000,1,1795435200000,'5e158948-052a-41c6-89df-592c4ece1858',NULL);
INSERT INTO "messages" VALUES(2,'1eb7ecd9-6d5a-485d-bbe8-bb951605ff0b','acme','{"schema":"aws-log-processor/envelope","version":1,"tenant_id":"acme","received_at":"2026-11-23T12:00:00.000000Z","source":"json","request_id":"request-2","traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","logs":[{"log_id":"waiting","text":"call +44 20 7946 0959"}]}',1795435200000,0,0,NULL,NULL,NULL);
INSERT INTO "messages" VALUES(3,'f3bea8de-cc23-448b-88b2-92e2f9bc512c','beta','{"schema":"aws-log-processor/envelope","version":1,"tenant_id":"beta","received_at":"2026-11-23T12:00:00.000000Z","source":"json","request_id":"request-3","logs":[{"log_id":"waiting","text":"hello"},{"log_id":"second","text":"hello again","attributes":{"level":"info"}}]}',1795435200000,0,0,NULL,NULL,NULL);
INSERT INTO "messages" VALUES(4,'0c1c4d5e-57a9-4a3c-9f36-6f0a1f0a8a11','beta','{"schema":"aws-log-processor/envelope","version":2,"tenant_id":"beta","received_at":"2026-11-23T12:00:00.000000Z","source":"json","request_id":"request-4","logs":[{"log_id":"~0","text":"id to be derived"}]}',1795435200000,0,0,NULL,NULL,NULL);
CREATE INDEX messages_ready ON messages (group_id, receive_count DESC, id) WHERE visible_at = 0;
CREATE INDEX messages_waiting ON messages (visible_at) WHERE visible_at > 0;
CREATE INDEX messages_leased ON messages (leased_by, group_id) WHERE leased_by IS NOT NULL;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('messages',4);
INSERT INTO "sqlite_sequence" VALUES('dead_letters',2);
PRAGMA user_version = 4;
COMMIT;
