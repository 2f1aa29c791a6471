"""National numbers after a type and a country, as certificates write them: `PNOEE-38703181745`."""

from domain.redaction.detectors.national_id.forms import is_right
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule

# A number in a national register of persons, or of taxpayers.
_PREFIXED = Pattern(r"[PT](?<![\w-].)(?:NO|IN)[A-Z]{2}-(?P<value>[0-9A-Z][0-9A-Z-]{6,16})(?![\w-])")

RULE = Rule(
    name="prefixed",
    pattern=_PREFIXED,
    valid=is_right,
    source="ETSI EN 319 412-1, section 5.1.3: `PNO` or `TIN`, a country of ISO 3166-1, a hyphen, and the number.",
    keywords=(r"pno[a-z][a-z]-[0-9a-z]", r"(?:^|[^a-z])tin[a-z][a-z]-[0-9a-z]"),
    takes=(
        "smart-id: PNOEE-⟦38703181745⟧ signed",
        "serialNumber=PNOLT-⟦38703181745⟧",
        "fiscalNumber=TINIT-⟦RSSMRA85T10A562S⟧",
    ),
    leaves=(
        "PNOEE-38703181746",
        "PNOEE-38703181745-1",
        "PNOEE-38703181745x",
        "xPNOEE-38703181745",
    ),
)
