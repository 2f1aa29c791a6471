"""What stands where a secret could, and is none: references, masks, and words about secrets."""

import re

from domain.redaction.pattern import Pattern
from domain.redaction.vocabulary import words_of

_REFERENCE = Pattern(
    r"""\$\{? | \{\{ | \{[\w.]+\}$ | %\(\w+\)s | %[A-Z_]+%$ | %s$ | %env | [\w.]+\($ | :\w+$ | \?$
      | <[^<>]*>?$ | \[[A-Z _-]+\]?$ | @\w+@$
      | (?i:@microsoft) | ![A-Z][A-Za-z]+ | [*\u2022.xX#_-]+$
      | (?i:arn:|vault[:/]|secretsmanager:|ssm:|file:|env[.:(]|process\.env|os\.(?:environ|getenv)|ref\+|op://|data\.|var\.
        |local\.|secrets\.|sha\d*[:-]|md5:|https?:|keyring:|kms:|enc\(|redacted|masked|hidden|filtered|config\.|settings\.|valuefrom|(?:aws4-)?hmac-sha|\#\{)
      | [^/\s]*/\d{8}/[a-z0-9-]+/ | (?:/[a-z0-9_.-]+)+/?$ | [A-Z]:\\ | \.{1,2}/""",
    re.VERBOSE,
)
_MASKED = Pattern(r"[^*\u2022]{0,16}[*\u2022]{2,}.{0,8}$|[0-9A-Za-z]{0,8}(?:\.{3,}|\u2026|[xX]{4,})[0-9A-Za-z]{0,8}$")
_WORDS = words_of(
    """
    nothing null none nil nan undefined true false yes no on off empty blank missing required invalid valid expired
    active inactive changed change reset set unset ok failed fail failure error success incorrect correct wrong
    mismatch match matched matches rotated revoked deprecated unknown redacted masked hidden filtered removed
    omitted protected encrypted hashed disabled enabled default string text password passwd secret token key bearer
    basic digest plain publickey md5 sha256 scram pending refreshed renewed updated created deleted generated issued
    accepted rejected denied verified unverified checked strong weak short long compromised found present absent
    optional provided supplied given not n/a na tbd todo changeme your xxx authorization authentication credentials
    cookie session oauth oauth2 jwt saml ldap kerberos negotiate ntlm rsa ecdsa ed25519 must should cannot can is
    was has have had for from with without the and or in at by to of never always too only both length policy check
    user users account login logon prompt stdin interactive file vault env environment client_secret_basic
    client_secret_post client_credentials authorization_code refresh_token access_token id_token api_key none)
    empty) boolean number object array function
    """
)


def is_reference(value: str) -> bool:
    """Whether the value points elsewhere, is masked already, or only says something of the secret."""
    return (
        _REFERENCE.match(value) is not None
        or _MASKED.match(value) is not None
        or value.lower().strip("*<>()[]{}.,;:!\"'") in _WORDS
    )
