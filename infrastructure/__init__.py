"""Who plays the roles of `application.ports`: `aws`, `embedded` (SQLite, one folder) and `system` (what both share)."""
