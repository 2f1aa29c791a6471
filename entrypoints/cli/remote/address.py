"""The arguments that say which server, and whose logs."""

import argparse
import os
from urllib.parse import urlsplit

from entrypoints.cli.arguments import tenant_id

DEFAULT_URL = "http://localhost:8000"


def add_server(parser: argparse.ArgumentParser) -> None:
    """`--url`, `--key` and `--tenant`, by default the environment's."""
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
        help="the tenant's key, where the server asks for keys; better in the environment [LOG_PROCESSOR_KEY]",
    )
    group.add_argument(
        "--tenant",
        type=tenant_id,
        default=os.environ.get("LOG_PROCESSOR_TENANT") or None,
        metavar="TENANT",
        help="whose logs (default: the key's tenant) [LOG_PROCESSOR_TENANT]",
    )


def url(text: str) -> str:
    """The type of an argument that is a server's address."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise argparse.ArgumentTypeError(f"{text!r} is no URL such as {DEFAULT_URL}")
    return text
