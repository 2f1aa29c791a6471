"""Phone numbers in the ids and links of messengers: `14155552671@c.us`, `wa.me/14155552671`."""

from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule

_WHATSAPP = Pattern(
    r"(?<![\w.+-])\d{7,15}(?=(?::\d{1,3})?@(?:s\.whatsapp\.net|c\.us|lid)\b)|(?<=wa\.me/)\d{7,15}(?!\w)"
)

RULE = Rule(
    name="whatsapp-id",
    pattern=_WHATSAPP,
    shapes=(r"[0-9]@(?:s\.whatsapp\.net|c\.us|lid\b)", r"wa\.me/[0-9]"),
    source="WhatsApp's ids: digits with their calling code.",
    takes=(
        "⟦14155552671⟧@s.whatsapp.net",
        "⟦491711234567⟧:12@c.us",
        "https://wa.me/⟦14155552671⟧",
    ),
    leaves=("x14155552671@c.us", "14155552671@c.usa", "415@c.us", "wa.me/14155552671x"),
)
