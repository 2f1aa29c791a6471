"""The messages that the embedded run prints when it starts and stops. They never contain a log's text."""

from application.ports.embedded_log_queue import EmbeddedLogQueue
from domain.limits import Limits
from entrypoints.auth_mode import AuthMode
from entrypoints.printable import counted, printable
from entrypoints.settings import EmbeddedSettings


def say(text: str) -> None:
    """Print lines and flush, so that they also appear in a pipe immediately."""
    print("\n".join(map(printable, text.split("\n"))), flush=True)


def say_hello(settings: EmbeddedSettings, *, url: str, limits: Limits, queue: EmbeddedLogQueue) -> None:
    """Print where the server listens, its settings, and commands to try."""
    with_key, access = "", "anyone on this machine, as any tenant (AUTH_MODE=open)"
    if settings.auth_mode is AuthMode.KEY:
        with_key = ' -H "Authorization: Bearer $KEY"'
        access = (
            f"by a tenant's key: KEY=$(.venv/bin/aws-log-processor tenants create acme --data {settings.data_folder})"
        )
    letters = counted(queue.count_dead_letters(), "dead letter")
    say(f"""\
aws-log-processor listens on {url}

  console  {url}/console
  data     {settings.data_folder.resolve()}: {queue.count():,} queued, {letters}
  work     {settings.seconds_per_character:g} s a character, {counted(settings.workers, "worker")}; \
texts of up to {limits.text_characters:,} characters
  access   {access}

Send a log, as JSON or as text, and read them back:

  curl -X POST {url}/ingest{with_key} -H "Content-Type: application/json" \\
    -d '{{"tenant_id":"acme","log_id":"123","text":"User 555-0199 called"}}'
  curl -X POST {url}/ingest{with_key} -H "Content-Type: text/plain" -H "X-Tenant-ID: acme" \\
    -d "Call me back on +44 20 7946 0958"
  curl {url}/tenants/acme/logs{with_key}

Ctrl-C stops the server. Each processed log is shown below as one line, without its text. At a high rate, one line a
second shows their number.
""")
