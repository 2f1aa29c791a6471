"""Adapters that keep queue, logs, tenants and secret in one data folder, in SQLite."""
