"""Where the OpenAPI document is kept: apart from what makes it, which serving it need not load."""

from pathlib import Path

OPENAPI_FILE = Path(__file__).with_name("openapi.json")
