"""Secrets under their names: `password=…`, `"clientSecret": "…"`, `X-Api-Key: …`, and in columns."""

from domain.redaction.columns import HEAD, INTO
from domain.redaction.detectors.named import NamedValues
from domain.redaction.detectors.secret.names import NAMES
from domain.redaction.detectors.secret.values import is_secret
from domain.redaction.precheck import AnyMatch
from domain.redaction.rule import Rule

_VALUES = NamedValues("pair", NAMES, is_secret, last_words=("[^a-z]confirmation[^a-z]",))

RULES = (
    Rule(
        name="column",
        pattern=_VALUES.in_columns,
        keywords=(INTO,),
        shapes=(HEAD,),
        precheck=AnyMatch("|".join(NAMES.stems)),
    ),
    Rule(name="pair", pattern=_VALUES.find, keywords=NAMES.stems),
)
