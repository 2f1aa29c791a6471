"""Credentials, which give access to something. Each package or module has one way to recognise them.

docs/redaction.md lists the tables to extend. Where to add a case:

    the format of a vendor's tokens, a key in PEM     `tokens/`
    a protocol, a header, a link, a URL               `protocols/`
    a command, a flag                                 `commands/`
    a setting of a server or a device, SQL            `configuration/`
    a user and a password                             `user_and_password.py`
    a call of a function                              `calls/`
    a sentence that states a secret                   `sentences/`
    a name, and what a value under it may be          `named/`
    any other sentence that mentions a secret         `mentioned/`
    what is no password after a command or a setting  `passwords.py`
"""

from domain.redaction.detectors.detector import Detector, unchanged
from domain.redaction.detectors.secret import (
    calls,
    commands,
    configuration,
    mentioned,
    named,
    protocols,
    sentences,
    tokens,
    user_and_password,
)

DETECTOR = Detector(
    kind="SECRET",
    # A password without any use, assembled so that no secret scanner reports it.
    example="password=" + "correct-horse-7",
    source="The issuers' documented token formats; RFC 6750, 7617 (bearer, basic), 7468 (PEM), 7519 (JWT), 3986 (URL).",
    rules=(
        *tokens.RULES,
        *protocols.RULES,
        *commands.RULES,
        *configuration.RULES,
        *user_and_password.RULES,
        *calls.RULES,
        *sentences.RULES,
        *named.RULES,
        # Last, because the rules above know where a value ends.
        mentioned.RULE,
    ),
    normalise=unchanged,
)
