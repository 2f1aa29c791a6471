"""Secrets in protocols and URLs.

`authorization` has headers with the name of a scheme, `links` and `urls` the secrets in URLs, `lines` the lines of
protocols that mean nothing else (`AUTH PLAIN …`), and `dialogues` commands of clients that are ordinary words too
(`PASS …`).
"""

from domain.redaction.detectors.secret.protocols import authorization, dialogues, lines, links, urls

RULES = (*authorization.RULES, *links.RULES, *urls.RULES, *lines.RULES, *dialogues.RULES)
