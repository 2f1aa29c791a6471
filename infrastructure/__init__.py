"""Adapters for the ports: `aws`, `embedded` (SQLite files in one folder), and `system`, which both use."""
