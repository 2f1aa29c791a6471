"""Request headers with the tenant and the ids of logs. The names are in lower case, as in API Gateway's events."""

TENANT = "x-tenant-id"
# The tenant, in the header that Grafana's tools send.
ORGANISATION = "x-scope-orgid"
LOG_ID = "x-log-id"
IDEMPOTENCY_KEY = "idempotency-key"
