"""Arguments that name a server and a tenant."""

import argparse
import os
from urllib.parse import urlsplit

from entrypoints.cli.arguments import tenant_id

DEFAULT_URL = "http://localhost:8000"


def add_server(parser: argparse.ArgumentParser) -> None:
    """Add `--url`, `--key` and `--tenant`, whose defaults come from the environment."""
    group = parser.add_argument_group("server")
    group.add_argument(
        "--url",
        type=url,
        default=os.environ.get("LOG_PROCESSOR_URL") or DEFAULT_URL,
        metavar="URL",
        help=f"address of the server (default {DEFAULT_URL}) [LOG_PROCESSOR_URL]",
    )
    group.add_argument(
        "--key",
        default=os.environ.get("LOG_PROCESSOR_KEY") or None,
        metavar="KEY",
        help="the tenant's key, if the server requires keys; safer in the environment [LOG_PROCESSOR_KEY]",
    )
    group.add_argument(
        "--tenant",
        type=tenant_id,
        default=os.environ.get("LOG_PROCESSOR_TENANT") or None,
        metavar="TENANT",
        help="the tenant (default: the key's tenant) [LOG_PROCESSOR_TENANT]",
    )


def url(text: str) -> str:
    """Parse an argument that is the URL of a server."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise argparse.ArgumentTypeError(f"{text!r} is not a URL such as {DEFAULT_URL}")
    return text
