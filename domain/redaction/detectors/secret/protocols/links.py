"""Secrets in URLs: authorization codes, API keys, signatures, and links that give access to an account.

The steps of paths in such links (`/reset-password/…`) are in `words/secret_links.txt`.
"""

import re
from collections.abc import Iterator

from domain.redaction.detectors.secret.named.forms import LETTERS_AND_DIGITS
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.precheck import AnyMatch
from domain.redaction.text import Span, Text
from domain.redaction.words import read_words

_WORDS = read_words("secret_links")
_IN_QUERY = r"(?P<value>[0-9A-Za-z._~/%+=-]{16,})"
_OAUTH_CODE = Pattern(
    rf"[?&](?:code|auth)={_IN_QUERY}"
    rf"|(?<![\w?&-])code={_IN_QUERY.replace('value', 'alone')}&(?:state|client_id|redirect_uri)="
)
# Without a URL, the text must name the exchange of the code: `grant_type=authorization_code, code=…`.
_EXCHANGED = Pattern(r"(?<![\w-])code\\*[\"']?\s?(?:[:=]|=>)\s?\\*[\"']?(?P<value>[0-9A-Za-z._~/+-]{8,}={0,2})")
_EXCHANGE = "grant_?type|redirect_?ur[il]|authorization_code|invalid_grant|/callback[?]|code_verifier"
_NAMES_EXCHANGE = Pattern(f"(?i){_EXCHANGE}")
_REACH = 400
_NUMBERS = Pattern(r"[\d.,:/%_-]+")
# Numbers of errors: `AADSTS50011`.
_ERROR = Pattern(r"[A-Z]+[-_]?\d+")
# The parameter `?key=` of many services' APIs.
_KEY = Pattern(r"[?&]key=(?P<value>(?:sk-[0-9A-Za-z_-]{8,}|[0-9A-Za-z_-]{20,}))(?![\w.-])")
_HEX_KEY = Pattern(r"(?=[0-9]*[a-f])[0-9a-f]{32}")
_APP_ID = Pattern(r"[?&]app_?id=(?P<value>[0-9a-f]{32})(?![\w.-])")
_SIGNATURE = Pattern(rf"(?i)[?&;](?:x-[a-z]{{2,8}}-)?(?:signature|sign|hmac)={_IN_QUERY}")
_SHORTEST_SIGNATURE = 32
_STEPS = "|".join(map(re.escape, _WORDS["steps"]))
_LINK = Pattern(
    rf"(?i)/(?:{_STEPS})(?:/(?:[0-9A-Za-z]{{1,6}}/)?|\?(?:[^\s#?]{{0,80}}&)?(?:t|k|h|c|id|key|hash|code|token)=)"
    r"(?P<value>[0-9A-Za-z_-]{16,})(?![\w.-])"
)
_OPAQUE = Pattern(r"(?=.*[a-z])(?=.*[A-Z])(?=.*\d)")
# Of Django: a time and a hash. Of others: letters and digits that alternate.
_LOWER = Pattern(r"[0-9a-z]{1,13}-[0-9a-f]{20,64}|(?=(?:[a-z]*+[0-9]++[a-z]++){4})[0-9a-z]{20,}")


def _codes(text: Text, _start: int) -> Iterator[Span]:
    folded = text.folded
    for match in _OAUTH_CODE.finditer(folded):
        yield match.span("value" if match["value"] else "alone")


def _exchanged(text: Text, _start: int) -> Iterator[Span]:
    folded = text.folded
    for match in _EXCHANGED.finditer(folded):
        first, last, _ = text.value_at(match.start())
        around = folded[max(first, match.start() - _REACH) : min(last, match.end() + _REACH)]
        if _NAMES_EXCHANGE.search(around):
            yield match.span("value")


def _is_key(value: str) -> bool:
    """Return whether it has a key's prefix, letters of both cases and digits, or 32 hexadecimal digits."""
    return value.startswith("sk-") or (_OPAQUE.match(value) or _HEX_KEY.fullmatch(value)) is not None


def _is_link_secret(value: str) -> bool:
    return _OPAQUE.match(value) is not None or _LOWER.fullmatch(value) is not None


def _is_random(value: str) -> bool:
    """Return whether the value is neither a number nor words."""
    if _NUMBERS.fullmatch(value):
        return False
    return LETTERS_AND_DIGITS.match(value) is not None or not (value.islower() or value.isupper() or value.isdigit())


def _is_code(value: str) -> bool:
    return LETTERS_AND_DIGITS.match(value) is not None and _ERROR.fullmatch(value) is None


def _is_signature(value: str) -> bool:
    return len(value) >= _SHORTEST_SIGNATURE and LETTERS_AND_DIGITS.match(value) is not None


RULES = (
    Rule(
        name="oauth-code",
        pattern=_codes,
        valid=_is_random,
        source="RFC 6749, section 4.1.2.",
        keywords=("[?&](?:code|auth)=", "code=[0-9a-z._~/%+=-]*&(?:state|client_id|redirect_uri)="),
        takes=(
            "GET /cb?auth=⟦«hex:32»⟧",
            "exchange code=⟦4/0A«alnum:20»⟧&client_id=app",
            "GET /callback?code=⟦«alnum:22»⟧&state=x",
            "GET /cb?state=x&code=⟦4/0A«alnum:20»⟧ HTTP/1.1",
        ),
        leaves=(
            "GET /err?code=404",
            "GET /p?code=summer-sale-this-year",
            "GET /p?code=4155552671415555",
            "code=«alnum:22»",
            "code=«alnum:22»&page=2",
            "postcode=«alnum:22»&state=x",
        ),
    ),
    Rule(
        name="oauth-exchange",
        pattern=_exchanged,
        valid=_is_code,
        source="RFC 6749, section 4.1.3.",
        keywords=tuple(_EXCHANGE.split("|")),
        precheck=AnyMatch(r"code\\*[\"']? ?[:=]"),
        takes=(
            "TokenRequest{grantType=authorization_code, code=⟦4a7Bq9LmZx2⟧, redirectUri=https://app.example/cb}",
            '{"grant_type":"authorization_code","code":"⟦4a7Bq9LmZx2⟧"}',
            "GET /oauth/callback?code=⟦AQD8x3kLm2Zq7⟧ 302",
            'oauth2: "invalid_grant" code=⟦0.AXoA«alnum:20»⟧',
            "grantType=x, code=⟦4a7Bq9LmZx2⟧",
            "code: ⟦4a7Bq9LmZx2⟧ code_verifier: x",
            "code=⟦4a7Bq9LmZx2⟧ redirect_uri=x",
            "[code => ⟦4a7Bq9LmZx2⟧, redirect_uri => x]",
        ),
        leaves=(
            "grant_type=x error_code=4a7Bq9LmZx2",
            "grant_type=x code=AADSTS50011",
            "grant_type=x code=invalid_request",
            "grant_type=x code=4a7B",
            "code=4a7Bq9LmZx2",
        ),
    ),
    Rule(
        name="url-key",
        pattern=_KEY,
        valid=_is_key,
        source="The APIs of Google and of proxies for language models.",
        keywords=("[?&]key=",),
        takes=(
            "POST /v1beta/models/x:generateContent?key=⟦aB1«alnum:24»⟧ failed",
            "GET /key/info?key=⟦sk-«alnum:16»⟧ HTTP/1.1",
            "GET /v1/current.json?key=⟦«hex:32»⟧&q=Bonn",
        ),
        leaves=(
            "GET /p?key=«hex:40»",
            "GET /p?key=«digits:32»",
            "GET /p?key=photo_2026_11_29_AB.jpg",
            "GET /p?key=summer-sale-of-this-year",
            "GET /p?key=Summer-Sale-Of-This-Year",
            "GET /p?key=SUMMER-SALE-OF-2026-AND-MORE",
            "GET /p?key=aB1«alnum:24».jpg",
            "monkey=aB1«alnum:24»",
        ),
    ),
    Rule(
        name="url-app-id",
        pattern=_APP_ID,
        source="OpenWeather: `appid` is the key of its API.",
        keywords=("[?&]app_?id=[0-9a-f]",),
        takes=("GET /data/2.5/weather?q=Bonn&appid=⟦«hex:32»⟧ HTTP/1.1",),
        leaves=("GET /data?appid=1045", "GET /data?appid=«hex:40»"),
    ),
    Rule(
        name="link",
        pattern=_LINK,
        valid=_is_link_secret,
        source="The links that web frameworks send: to reset a password, to confirm an address, to join.",
        keywords=tuple(f"/{re.escape(step)}[/?]" for step in _WORDS["steps"]),
        takes=(
            "https://app.example/account/reset/⟦aB1«alnum:24»⟧",
            "https://app.example/reset-password/⟦aB1«alnum:24»⟧",
            "POST https://chat.example/hooks/⟦aB1«alnum:24»⟧",
            "https://app.example/verify-email?uid=7&t=⟦aB1«alnum:24»⟧",
            "GET /accounts/reset/MQ/⟦5yc-0a9f8e7d6c5b4a392817⟧/ HTTP/1.1",
            "https://app.example/invite/⟦9xkd73mqplz1vb82rt4a⟧",
        ),
        leaves=(
            "GET /confirm/aB1«alnum:24».html",
            "GET /orders/confirm/12345678901234567890",
            "GET /orders/aB1«alnum:24»",
            "GET /reset/password/of/somebody/else",
            "GET /verify/550e8400-e29b-41d4-a716-446655440000",
            "GET /invite/summer-2026-of-team-7-and-8",
            "GET /verify?page=aB1«alnum:24»",
        ),
    ),
    Rule(
        name="url-signature",
        pattern=_SIGNATURE,
        valid=_is_signature,
        source="Signed URLs, as Laravel, CloudFront and object stores write them.",
        keywords=("[?&;](?:x-[a-z]*-)?(?:signature|sign|hmac)=",),
        takes=(
            "https://app.example/verify?expires=1700000000&signature=⟦«hex:64»⟧",
            "GET /f?x=1&X-Goog-Signature=⟦«hex:64»⟧",
        ),
        leaves=(
            "GET /p?signature=none",
            "GET /p?signature=«hex:16»",
            "signature=«hex:64»",
            "GET /p?sign=4155552671415555267141555526714155",
        ),
    ),
)
