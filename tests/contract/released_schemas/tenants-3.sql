PRAGMA journal_mode = WAL;
BEGIN TRANSACTION;
CREATE TABLE installation (identity TEXT NOT NULL) STRICT;
INSERT INTO "installation" VALUES('@IDENTITY@');
CREATE TABLE tenants (
        tenant_id TEXT NOT NULL PRIMARY KEY,
        redaction_policy TEXT,
        retention_days INTEGER,
        api_keys TEXT NOT NULL,
        quota_requests INTEGER,
        quota_bytes INTEGER,
        removed INTEGER NOT NULL,
        revision INTEGER NOT NULL
    , level_retention_days TEXT, erasures TEXT) STRICT
;
INSERT INTO "tenants" VALUES('acme','{"version": "2026-11", "region": "DE", "kinds": {"EMAIL": "mask", "IBAN": "mask", "PAYMENT_CARD": "mask", "PHONE": "pseudonym", "SECRET": "mask", "US_SSN": "mask"}, "custom": [{"name": "EMPLOYEE_ID", "pattern": "E-[0-9]{6}", "action": "partial"}], "allow": ["+1 800 555 0199"]}',90,'[{"sha256": "@KEY_HASH@", "created_at": "2026-11-23T12:00:00.000000Z"}]',600,1099511627776,0,1,NULL,NULL);
INSERT INTO "tenants" VALUES('gone',NULL,NULL,'[]',NULL,NULL,1,1,NULL,NULL);
PRAGMA user_version = 3;
COMMIT;
