"""The data of a Kubernetes Secret, under any names."""

from collections.abc import Iterator

from domain.redaction.named.references import is_reference
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.text import Span, Text

_KIND = Pattern(r"""(?i)kind\\*["']?:\s?\\*["']?secret\b""")
_DATA = "(?:stringData|data)"
# In JSON, as in the audit log.
_OBJECT = Pattern(rf"""["']{_DATA}\\*["']\s?:\s?\{{(?P<entries>[^{{}}]*)""")
_ENTRY = Pattern(r"""["'][\w.-]{1,253}\\*["']\s?:\s?\\*["'](?P<value>[^"'\\]+)""")
# In YAML: the following lines that are indented further.
_MAPPING = Pattern(rf"(?m)^(?P<indent>[ \t]*){_DATA}:[ \t]*\n(?P<entries>(?:(?P=indent)[ \t]+\S.*(?:\n|\Z))+)")
_LINE = Pattern(r"""(?m)^[ \t]+(?:[\w.-]{1,253}:[ \t]+)?["']?(?P<value>[^\s"'#:]{3,})["']?[ \t]*$""")


def _find(text: Text, _start: int) -> Iterator[Span]:
    folded = text.folded
    for first, last, _ in text.values or (text.value_at(0),):
        if _KIND.search(folded, first, last):
            yield from _data(folded, first, last)


def _data(folded: str, first: int, last: int) -> Iterator[Span]:
    for found, entry in ((_OBJECT, _ENTRY), (_MAPPING, _LINE)):
        for data in found.finditer(folded, first, last):
            for match in entry.finditer(folded, data.start("entries"), data.end("entries")):
                if not is_reference(match["value"]):
                    yield match.span("value")


RULE = Rule(
    name="kubernetes-secret",
    pattern=_find,
    source="The API reference of Kubernetes, Secret v1: `data` and `stringData` hold nothing but secrets.",
    keywords=(r"kind[\\\"']*: ?[\\\"']*secret",),
    takes=(
        "kind: Secret\ndata:\n  db: ⟦VGlnZXI5OQ==⟧\n  extra: ⟦«alnum:24»⟧\nmetadata:\n  name: app\n",
        "kind: Secret\nstringData:\n  db: ⟦Tiger99⟧",
        "data:\n  .dockercfg: |\n    ⟦«alnum:24»⟧\nkind: Secret\n",
        '{"kind":"Secret","metadata":{"name":"app"},"stringData":{"db":"⟦Tiger99⟧","url":"⟦db1:5432⟧"}}',
        r"{\"kind\":\"Secret\",\"data\":{\"db\":\"⟦VGlnZXI5OQ==⟧\"}}",
    ),
    leaves=(
        "kind: ConfigMap\ndata:\n  db: db1.example\n",
        "kind: SecretStore\ndata:\n  db: db1.example\n",
        "kind: Secret\nmetadata:\n  name: app-credentials\n",
        '{"kind":"Secret","metadata":{"name":"app"}}',
        "kind: Secret\ndata:\n  # none yet\n",
        "kind: Secret\nstringData:\n  db: ${DB_PASSWORD}\n",
    ),
)
