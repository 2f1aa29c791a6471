"""Credentials that their own format identifies: prefixes of vendors, JWTs, keys of clouds.

Prefixes are written in two parts and joined at run time, so that no line of the source has a token's format.
"""

import base64
import json
import string
from collections.abc import Callable, Mapping

from tests.corpus.marked import Marked, finding, soft
from tests.corpus.source import Source
from tests.corpus.value import Value, whole

LABEL = "SECRET"
_ALNUM = string.ascii_letters + string.digits
_URL_SAFE = _ALNUM + "_-"
_LOWER = string.ascii_lowercase + string.digits
_UPPER = string.ascii_uppercase + string.digits
_HEX = "0123456789abcdef"
_BASE32 = string.ascii_uppercase + "234567"

# Name: prefix in parts, alphabet, length after the prefix. From the vendors' documentation and gitleaks' rules.
_VENDORS: Mapping[str, tuple[tuple[str, str], str, int]] = {
    "aws_key_id": (("AK", "IA"), _BASE32, 16),
    "aws_temporary_key_id": (("AS", "IA"), _BASE32, 16),
    "github": (("gh", "p_"), _ALNUM, 36),
    "github_oauth": (("gh", "o_"), _ALNUM, 36),
    "github_server": (("gh", "s_"), _ALNUM, 36),
    "gitlab": (("gl", "pat-"), _URL_SAFE, 20),
    "gitlab_runner": (("gl", "rt-"), _URL_SAFE, 20),
    "gitlab_deploy": (("gl", "dt-"), _URL_SAFE, 20),
    "stripe": (("sk_", "live_"), _ALNUM, 24),
    "stripe_long": (("sk_", "live_"), _ALNUM, 99),
    "stripe_test": (("sk_", "test_"), _ALNUM, 24),
    "stripe_restricted": (("rk_", "live_"), _ALNUM, 24),
    "stripe_webhook": (("wh", "sec_"), _ALNUM, 32),
    "google_api": (("AI", "za"), _URL_SAFE, 35),
    "google_oauth": (("ya", "29."), _URL_SAFE, 120),
    "google_client_secret": (("GOC", "SPX-"), _URL_SAFE, 28),
    "npm": (("np", "m_"), _ALNUM, 36),
    "pypi": (("pypi-", "AgEIcHlwaS5vcmc"), _URL_SAFE, 90),
    "openai": (("sk-", "proj-"), _URL_SAFE, 74),
    "openrouter": (("sk-", "or-v1-"), _HEX, 64),
    "anthropic": (("sk-", "ant-api03-"), _URL_SAFE, 93),
    "digitalocean": (("dop", "_v1_"), _HEX, 64),
    "shopify": (("shp", "at_"), _HEX, 32),
    "shopify_secret": (("shp", "ss_"), _HEX, 32),
    "huggingface": (("h", "f_"), string.ascii_letters, 34),
    "databricks": (("da", "pi"), _HEX, 32),
    "docker": (("dckr_", "pat_"), _URL_SAFE, 27),
    "grafana": (("gl", "sa_"), _ALNUM, 32),
    "newrelic": (("NR", "AK-"), _UPPER, 27),
    "vault": (("hv", "s."), _URL_SAFE, 90),
    "doppler": (("dp.", "pt."), _ALNUM, 43),
    "linear": (("lin_", "api_"), _ALNUM, 40),
    "rubygems": (("ruby", "gems_"), _HEX, 48),
    "figma": (("fi", "gd_"), _URL_SAFE, 40),
    "notion": (("nt", "n_"), _ALNUM, 46),
    "groq": (("gs", "k_"), _ALNUM, 52),
    "replicate": (("r", "8_"), _ALNUM, 37),
    "supabase": (("sb", "p_"), _HEX, 40),
    "planetscale": (("pscale_", "tkn_"), _ALNUM, 43),
    "square": (("sq0", "csp-"), _URL_SAFE, 43),
    "mailgun": (("ke", "y-"), _HEX, 32),
    "atlassian": (("AT", "ATT3xFfGF0"), _URL_SAFE, 180),
    "pulumi": (("pu", "l-"), _HEX, 40),
    "twilio_api_key": (("S", "K"), _HEX, 32),
    "artifactory": (("AK", "Cp8"), _ALNUM, 65),
}


def vendor_token(source: Source, vendor: str) -> str:
    """Return a token of a vendor in the table, with at least one digit and one letter."""
    prefix, alphabet, length = _VENDORS[vendor]
    while True:
        body = source.text(alphabet, length)
        if alphabet == string.ascii_letters or (any(map(str.isdigit, body)) and not body.isdigit()):
            # The token must not end with a character that could continue in the sentence.
            return "".join(prefix) + body.rstrip("-_") + source.text("abcdef", len(body) - len(body.rstrip("-_")))


def jwt(source: Source) -> str:
    """Return a signed JSON web token."""
    header = {"alg": source.pick(("HS256", "RS256", "ES256")), "typ": "JWT"}
    if source.maybe(0.4):
        header["kid"] = source.hexadecimal(8)
    claims = {"sub": source.hexadecimal(12), "iat": source.randint(1_500_000_000, 1_800_000_000), "scope": "read"}
    encoded = (
        base64.urlsafe_b64encode(json.dumps(part, separators=(",", ":")).encode()).decode().rstrip("=")
        for part in (header, claims)
    )
    return ".".join((*encoded, source.base64_url(source.pick((43, 86, 342)))))


def _vendor(source: Source) -> Value:
    vendor = source.pick(tuple(_VENDORS))
    return whole(vendor_token(source, vendor), LABEL, vendor)


def _composed(category: str, compose: Callable[[Source], str]) -> Callable[[Source], Value]:
    return lambda source: whole(compose(source), LABEL, category)


def github_fine_grained(source: Source) -> str:
    """Return a fine-grained personal access token."""
    return f"github{'_pat_'}{source.alphanumeric(22)}_{source.alphanumeric(59)}"


def slack(source: Source) -> str:
    """Return the token of a bot, user or app."""
    bot = f"{'xo'}{source.pick(('xb', 'xp'))}-{source.digits(12)}-{source.digits(13)}-{source.alphanumeric(24)}"
    app = f"{'xa'}{'pp'}-1-A{source.text(_UPPER, 10)}-{source.digits(13)}-{source.hexadecimal(64)}"
    return source.pick((bot, bot, app))


def sendgrid(source: Source) -> str:
    """Return an API key."""
    return f"{'S'}G.{source.base64_url(21)}a.{source.base64_url(42)}b"


def _telegram(source: Source) -> str:
    return f"{source.digits(10)}:{'A'}A{source.base64_url(32)}x"


def _discord(source: Source) -> str:
    return f"M{source.alphanumeric(23)}.{source.alphanumeric(6)}.{source.base64_url(26)}z"


def _azure_client_secret(source: Source) -> str:
    return f"{source.alphanumeric(3)}8Q~{source.alphanumeric(34)}"


def _openai_legacy(source: Source) -> str:
    return f"{'s'}k-{source.alphanumeric(20)}T3Blbk{'FJ'}{source.alphanumeric(20)}"


def _webhook(source: Source) -> Value:
    to_slack = f"T{source.text(_UPPER, 8)}/B{source.text(_UPPER, 10)}/{source.alphanumeric(24)}"
    to_discord = f"{source.digits(18)}/{source.base64_url(67)}a"
    head, path = source.pick(
        ((f"https://hooks.{'slack'}.com/services/", to_slack), (f"https://{'discord'}.com/api/webhooks/", to_discord))
    )
    return Value(soft(head + finding(path, LABEL, "webhook_url"), LABEL), place="text")


def private_key(source: Source, newline: str) -> str:
    """Return a PEM block whose lines are separated by `newline`."""
    kind = source.pick(("RSA ", "EC ", "", "OPENSSH ", "ENCRYPTED ", "DSA "))
    lines = [source.base64(64) for _ in range(source.randint(2, 14))] + [source.base64(source.pick((22, 43, 44)))]
    return newline.join(
        (f"{'-' * 5}BEGIN {kind}PRIVATE{' '}KEY{'-' * 5}", *lines, f"{'-' * 5}END {kind}PRIVATE KEY-----")
    )


def _private_key(source: Source) -> Value:
    newline = source.pick(("\\n", "\\n", "\\r\\n", " "))
    return Value(finding(private_key(source, newline), LABEL, "private_key"), place="text")


FORMS: Mapping[Callable[[Source], Value], float] = {
    _vendor: 20,
    _composed("jwt", jwt): 5,
    _composed("github_fine_grained", github_fine_grained): 1.5,
    _composed("slack", slack): 2,
    _composed("sendgrid", sendgrid): 1,
    _composed("telegram", _telegram): 1,
    _composed("discord", _discord): 1,
    _composed("azure_client_secret", _azure_client_secret): 1,
    _composed("openai_legacy", _openai_legacy): 1,
    _webhook: 1,
    _private_key: 2,
}


def make(source: Source) -> Value:
    """Return a token for any place."""
    return source.weighted(FORMS)(source)


def compact(source: Source) -> Marked:
    """Return a token without spaces or a URL around it, for a header or a command line."""
    return source.pick((_vendor, _composed("jwt", jwt), _composed("slack", slack)))(source).text
