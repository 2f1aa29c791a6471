"""Names and patterns that cannot be imported, and are therefore copied, agree with the originals."""

import json
import re
from pathlib import Path

from domain.level import Level
from domain.tenant_id import TENANT_ID_PATTERN
from entrypoints import aws_names
from entrypoints.handlers.console.files import FOLDER

ROOT = Path(__file__).parents[2]


def test_the_template_gives_the_names_that_the_code_looks_for() -> None:
    """Queues, tables and the secret have the same names in template.yaml and in the code, after the prefix."""
    template = (ROOT / "template.yaml").read_text(encoding="utf-8")
    given = set(
        re.findall(r"^      (?:QueueName|TableName|Name): !Sub \$\{NamePrefix\}([\w-]+)$", template, re.MULTILINE)
    )
    looked_for = {value for name, value in vars(aws_names).items() if name.isupper()}
    assert looked_for <= given


def test_the_console_accepts_the_servers_tenant_ids() -> None:
    """The page's pattern is the server's, with the escape that JavaScript requires."""
    script = (FOLDER / "search.js").read_text(encoding="utf-8")
    (found,) = re.findall(r"TENANT_ID_PATTERN = '([^']+)';", script)
    assert found.replace(r"\\-", "-") == TENANT_ID_PATTERN


def test_the_console_has_every_level() -> None:
    """The page lists the server's levels, most severe first."""
    (found,) = re.findall(r"LEVELS = /\*\*.*?\*/ \((\[[^\]]+\])\)", (FOLDER / "levels.js").read_text(encoding="utf-8"))
    assert json.loads(found.replace("'", '"')) == [*reversed(Level), "none"]
