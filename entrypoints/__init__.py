"""Everything that calls the use cases.

On AWS: `ingest_api`, `read_api` and `log_worker`, one module for each Lambda function. On one machine: `cli` and
`local`. Both use the same `handlers`, which are built on `http` and `protocols`. `containers` has the dependency
injection.
"""
