"""The words of which lines are made."""

from tests.corpus.source import Source

ROLES = (
    "web", "api", "db", "cache", "worker", "gateway", "checkout", "billing", "search", "auth", "ingest", "mailer",
    "scheduler", "inventory", "edge", "proxy", "catalog", "orders", "payments", "notifier",
)  # fmt: skip
PLACES = ("fra", "iad", "sin", "gru", "nrt", "dub", "syd", "eu-west-1", "us-east-2", "ap-south-1")
NOUNS = (
    "order", "invoice", "cart", "session", "report", "tenant", "device", "shipment", "catalog", "profile", "widget",
    "batch", "snapshot", "index", "segment", "topic", "bucket", "policy", "export", "ticket", "payload", "upload",
)  # fmt: skip
VERBS = ("created", "updated", "deleted", "loaded", "evicted", "flushed", "rejected", "retried", "scheduled", "merged")
USERS = ("root", "deploy", "jenkins", "ubuntu", "postgres", "jdoe", "asmith", "mmueller", "ctanaka", "oracle", "admin")
FIRST_NAMES = (
    "Ada", "Bruno", "Chiara", "Dmitri", "Elif", "Femi", "Greta", "Hiro", "Ines", "João", "Katarzyna", "Lars", "Mei",
    "Noor", "Olivia", "Pablo", "Quentin", "Rosa", "Søren", "Tariq", "Uma", "Victor", "Wanjiru", "Xenia", "Yusuf", "Zoë",
)  # fmt: skip
LAST_NAMES = (
    "Abbott", "Bianchi", "Castro", "Dubois", "Eriksen", "Fischer", "Garcia", "Haddad", "Ivanov", "Jansen", "Kowalski",
    "Lindqvist", "Moreau", "Nakamura", "O'Brien", "Petrov", "Quispe", "Rossi", "Silva", "Tanaka", "Usman", "Weber",
)  # fmt: skip
USER_AGENTS = (
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.6099.109 "
        "Safari/537.36"
    ),
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.2 "
        "Mobile/15E148 Safari/604.1"
    ),
    "Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/119.0.0.0 Safari/537.36 Edg/119.0.2151.97",
    "curl/8.4.0",
    "python-requests/2.31.0",
    "kube-probe/1.28",
    "Go-http-client/2.0",
    "okhttp/4.12.0",
    "ELB-HealthChecker/2.0",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Prometheus/2.48.1",
)

_EVENTS = (
    "{noun} {verb} in {n} ms", "cache miss for {noun} {n}", "retrying {noun} (attempt {k} of 5)", "{noun} queue depth {n}",
    "connection pool exhausted, {k} waiting", "slow query: {n} ms", "health check passed", "{verb} {n} rows from {noun}",
    "starting {noun} consumer, group={noun}-{k}", "configuration reloaded", "flushed {n} bytes to disk",
    "heap usage {k}% after full gc", "leader elected for partition {k}", "worker {k} is idle", "{noun} {n} {verb}",
    "timeout after {n}ms waiting for {noun} service", "rate limit reached for {noun}", "deadline exceeded",
    "feature flag {noun}_v{k} is on", "shutting down gracefully", "listening on port {n}", "job {n} finished: 0 errors",
    "compaction of {noun} took {n}ms, {k} files", "checksum ok", "no route to host", "broken pipe", "{k} of {n} done",
    "user session expired", "password policy checked", "phone home disabled", "call stack unwound at depth {k}",
    "sending email digest to {n} subscribers", "token bucket refilled with {n} tokens", "key rotation scheduled in {k}d",
    "message from {noun} to {noun} dropped", "contact with replica {k} lost", "mobile layout rendered in {n} ms",
    "{noun} not found, returning 404", "upstream returned 503 after {n} ms", "disk /dev/sda{k} at 81%",
)  # fmt: skip


def event(source: Source) -> str:
    """What an ordinary line reports."""
    return source.pick(_EVENTS).format(
        noun=source.pick(NOUNS), verb=source.pick(VERBS), n=source.randint(1, 99_999), k=source.randint(1, 32)
    )
