"""The setting ALLOWED_ORIGINS."""

import re

# Browsers send origins in lower case and without the default port of the scheme.
ORIGIN_PATTERN = re.compile(r"(https?)://([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?")
_OWN_PORTS = {"http": "80", "https": "443"}


def parse_origins(text: str) -> tuple[str, ...]:
    """Read origins such as `https://logs.example.com` or `http://localhost:3000`, separated by commas.

    Raises ValueError for an invalid origin.
    """
    return tuple(_parse_origin(part.strip()) for part in text.split(",") if part.strip())


def _parse_origin(text: str) -> str:
    match = ORIGIN_PATTERN.fullmatch(text.lower())
    if match is None:
        raise ValueError(f"{text!r} is not an origin such as https://logs.example.com or http://localhost:3000")
    scheme, name, port = match.groups()
    return f"{scheme}://{name}" if port in (None, _OWN_PORTS[scheme]) else f"{scheme}://{name}:{port}"
