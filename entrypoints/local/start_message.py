"""What the embedded run prints when it starts and stops. Never any text of a log."""

from application.ports.embedded_log_queue import EmbeddedLogQueue
from domain.limits import Limits
from entrypoints.auth_mode import AuthMode
from entrypoints.printable import printable
from entrypoints.settings import EmbeddedSettings


def say(text: str) -> None:
    """Print lines, at once even into a pipe."""
    print("\n".join(map(printable, text.split("\n"))), flush=True)


def say_hello(settings: EmbeddedSettings, *, url: str, limits: Limits, queue: EmbeddedLogQueue) -> None:
    """Where it listens, what it does, and what to paste."""
    with_key, access = "", "anyone on this machine, as any tenant (AUTH_MODE=open)"
    if settings.auth_mode is AuthMode.KEY:
        with_key = ' -H "Authorization: Bearer $KEY"'
        access = (
            f"by a tenant's key: KEY=$(.venv/bin/aws-log-processor tenants create acme --data {settings.data_folder})"
        )
    say(f"""\
aws-log-processor listens on {url}

  console  {url}/console
  data     {settings.data_folder.resolve()}: {queue.count():,} queued, {queue.count_dead_letters():,} dead letters
  work     {settings.seconds_per_character:g} s a character, {settings.workers} workers; \
texts of up to {limits.text_characters:,} characters
  access   {access}

Send a log, as JSON or as text, and read them back:

  curl -X POST {url}/ingest{with_key} -H "Content-Type: application/json" \\
    -d '{{"tenant_id":"acme","log_id":"123","text":"User 555-0199 called"}}'
  curl -X POST {url}/ingest{with_key} -H "Content-Type: text/plain" -H "X-Tenant-ID: acme" \\
    -d "Call me back on +44 20 7946 0958"
  curl {url}/tenants/acme/logs{with_key}

Ctrl-C stops. Each processed log is one line here, without its text; of many, a line a second says how many:
""")
