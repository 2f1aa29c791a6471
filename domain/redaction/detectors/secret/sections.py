"""Keys in an object that says what they are for: `"Jwt":{"Issuer":"acme","Key":"…"}`."""

from domain.redaction.detectors.secret.values import LETTERS_AND_DIGITS, names_something_else
from domain.redaction.named.references import is_reference
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule

_OPENS = r"jwt(?:settings|options|config|bearer)?\\*[\"']?\s?[:=]\s?(?=\{)"
_KEY = r"[{,]\s{0,8}\\*[\"']?key\\*[\"']?\s?[:=]\s?\\*[\"']?"


def _is_key(value: str) -> bool:
    """Return whether it is a key: not the path of one, and not a reference to one."""
    is_name = is_reference(value) or names_something_else(value)
    return not is_name and LETTERS_AND_DIGITS.match(value) is not None


RULE = Rule(
    name="key-of-section",
    pattern=Pattern(rf"(?i){_OPENS}[^}}\n\x03]{{0,400}}?{_KEY}(?P<value>[^\s\"'\\,{{}}]{{16,512}})"),
    valid=_is_key,
    source="The settings of ASP.NET Core.",
    keywords=(r"jwt[a-z]*[\\\"']*\s?[:=]\s?\{",),
    takes=(
        '{"Jwt":{"Issuer":"acme","Key":"⟦«alnum:44»⟧"}}',
        r"{\"JwtSettings\":{\"Key\":\"⟦«alnum:44»⟧\"}}",
    ),
    leaves=(
        '{"Jwt":{"Issuer":"acme","Key":"/etc/keys/jwt-2026-signing.pem"}}',
        '{"Jwt":{"Issuer":"acme","Key":"${JWT_KEY_2026_PRODUCTION}"}}',
        '{"Jwt":{"Issuer":"acme","Key":"taken-from-the-vault"}}',
        '{"Jwt":{"Issuer":"acme"},"Key":"«alnum:44»"}',
        '{"Jwt":{"Issuer":"acme","IssuerKey":"«alnum:44»"}}',
        '{"jwt":"none","cache":{"Issuer":"a","Key":"«alnum:44»"}}',
        '{"Cache":{"Key":"«alnum:44»"}}',
    ),
)
