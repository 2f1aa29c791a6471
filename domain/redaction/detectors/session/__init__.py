"""Values that keep a user logged in: session ids, cookies, and tokens against forged requests (CSRF).

Anyone who has such a value can act as the user until the session ends. Where to add a case:

    the name of a session, or of a cookie                           `words/session.txt`, for `names.py`, `cookies.py`
                                                                    and `products.py`
    how random a value under a name must be                         `named.py`, `values.py`
    a framework's own format                                        `formats.py`
    a cookie in an object, a file or with attributes                `jars.py`, `products.py`
    a sentence, or the key of a cache                               `sentences.py`
    a word before a long random value that names something else     `words/session.txt`, for `mentions.py`
    an object named `session`                                       `objects.py`
    a table, a cache or a path                                      `stores.py`
"""

from domain.redaction.detectors.detector import Detector, unchanged
from domain.redaction.detectors.session import (
    cookies,
    formats,
    jars,
    mentions,
    named,
    objects,
    products,
    sentences,
    stores,
)

DETECTOR = Detector(
    kind="SESSION",
    since=2,
    example="Cookie: sessionid=" + "38afes7a8s2d1k9q",
    source="RFC 6265 (cookies); the manuals of servlet containers, PHP, Django, Express, Rails, Laravel and ASP.NET.",
    rules=(
        *cookies.RULES,
        *formats.RULES,
        *products.RULES,
        *jars.RULES,
        *named.RULES,
        sentences.RULE,
        mentions.RULE,
        objects.RULE,
        *stores.RULES,
    ),
    normalise=unchanged,
)
