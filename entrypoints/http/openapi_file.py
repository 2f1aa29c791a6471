"""The path of the OpenAPI document, in its own module so that serving it does not load the code that creates it."""

from pathlib import Path

OPENAPI_FILE = Path(__file__).with_name("openapi.json")
