"""The names that template.yaml gives queues, tables and the master secret, behind the stack's prefix."""

QUEUE = "log-processing-queue"
DEAD_LETTER_QUEUE = "log-processing-dead-letters"
LOGS_TABLE = "tenant_logs"
TENANTS_TABLE = "tenants"
MASTER_SECRET = "log-processor-master-secret"  # noqa: S105 - its name
