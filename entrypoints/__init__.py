"""Who calls the use cases.

On AWS: `ingest_api`, `read_api` and `log_worker`, one module a Lambda function. On one machine: `cli` and `local`,
which call the very same handlers. `handlers` and `http` say what those do, `containers` wire them.
"""
