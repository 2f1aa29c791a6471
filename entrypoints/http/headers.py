"""The names of the request headers that say whose logs come, and which, in lower case as events have them."""

TENANT = "x-tenant-id"
# The same, as Grafana's tools have it.
ORGANISATION = "x-scope-orgid"
LOG_ID = "x-log-id"
IDEMPOTENCY_KEY = "idempotency-key"
