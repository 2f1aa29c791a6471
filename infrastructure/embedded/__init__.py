"""Queue, store and secret in one folder of one machine: SQLite, durable, no service to run."""
