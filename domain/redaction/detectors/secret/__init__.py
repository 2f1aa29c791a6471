"""Credentials, which give access to something. There is one module for each way to recognise them.

docs/redaction.md lists the tables to extend. Where to add a case:

    the format of a vendor's tokens, a key in PEM  `token_formats.py`, `private_key.py`
    a name, or what a value under a name may be    `names.py`; `values.py`, `random_values.py`
    a value under a name that is no secret         `placeholders.py`, `source_code.py`
    a value beside its name, an object on its own  `named.py`, `beside.py`, `objects.py`
    a sentence                                     `sentences.py`, `english_sentences.py`, `mentioned/`
    a user and a password                          `user_and_password.py`, `urls.py`
    a command, a flag, a call of a function        `commands/`, `flags.py`, `functions.py`
    a setting of a server or a device, SQL         `configuration.py`, `devices.py`, `settings.py`, `statements.py`
    a protocol, a header, a link                   `protocols.py`, `dialogues.py`, `authorization.py`, `links.py`
"""

from domain.redaction.detectors.detector import Detector, unchanged
from domain.redaction.detectors.secret import (
    authorization,
    calls,
    commands,
    configuration,
    devices,
    dialogues,
    english_sentences,
    flags,
    links,
    mentioned,
    named,
    objects,
    private_key,
    protocols,
    sentences,
    settings,
    statements,
    tokens,
    urls,
    user_and_password,
)

DETECTOR = Detector(
    kind="SECRET",
    # A password without any use, assembled so that no secret scanner reports it.
    example="password=" + "correct-horse-7",
    source="The issuers' documented token formats; RFC 6750, 7617 (bearer, basic), 7468 (PEM), 7519 (JWT), 3986 (URL).",
    rules=(
        *tokens.RULES,
        *private_key.RULES,
        *authorization.RULES,
        *links.RULES,
        *urls.RULES,
        *commands.RULES,
        *flags.RULES,
        *protocols.RULES,
        *dialogues.RULES,
        *configuration.RULES,
        *devices.RULES,
        *user_and_password.RULES,
        *calls.RULES,
        *statements.RULES,
        *english_sentences.RULES,
        *sentences.RULES,
        *objects.RULES,
        *settings.RULES,
        *named.RULES,
        mentioned.RULE,
    ),
    normalise=unchanged,
)
