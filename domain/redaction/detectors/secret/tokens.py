"""Tokens that a vendor's prefix or a format gives away, whatever stands around them."""

import re
from collections.abc import Iterator
from functools import cached_property

from domain.redaction.pattern import Pattern
from domain.redaction.precheck import Matching, matching_set, options_for
from domain.redaction.rule import Rule
from domain.redaction.text import Span, Text

# Of a run of such characters only the first can be a token's, or each would be read to the run's end.
_FREE = r"(?:(?<![0-9A-Za-z_-])|(?<=\\[nrt]))"
_B64 = "[0-9A-Za-z_-]"
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_AUTHRESS = r"[a-z]{2,9}_[0-9A-Za-z]{5,30}\.[0-9A-Za-z]{4,6}"
# Name, the beginning that no other text has (the prefilter ignores its case unless told otherwise),
# and the rest; case counts in both. No token is followed by a letter or a digit. What is long has no greatest length:
# the rest of a token would stay. A lookahead at the end of a beginning is for the prefilter; the rest says the same.
FORMATS = (
    ("cloud-key", "(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])", r"[A-Z2-7]{16}"),
    ("cloud-key", "ABSK", r"[0-9A-Za-z+/]{100,270}={0,2}"),
    ("cloud-key", r"amzn\.mws\.", rf"{_UUID}"),
    ("cloud-key", "AQVN", rf"{_B64}{{35,38}}"),
    ("cloud-key", r"t1\.(?=[0-9A-Za-z_-]{20})", rf"{_B64}{{20,}}={{0,2}}\.{_B64}{{80,90}}={{0,2}}"),
    ("cloud-key", "AIza", rf"{_B64}{{35}}"),
    ("cloud-key", r"ya29\.", rf"{_B64}{{20,}}"),
    ("cloud-key", "GOCSPX-", rf"{_B64}{{20,64}}"),
    ("cloud-key", "LTAI", r"[0-9A-Za-z]{12,24}"),
    ("cloud-key", "do[opr]_v1_", "[0-9a-f]{64}"),
    ("jwt", "eyJ", rf"{_B64}{{10,}}+\.{_B64}{{8,}}+(?:\.{_B64}{{0,}}+){{0,6}}", _FREE),
    # A JSON web token that was encoded in base64 once more, and Grafana's keys.
    ("jwt", "ZXlK", r"[0-9A-Za-z+/_-]{60,}={0,2}", _FREE),
    ("vendor-token", "eyJrIjoi", r"[0-9A-Za-z]{60,400}={0,2}"),
    ("vendor-token", "gh[pousr]_", r"[0-9A-Za-z]{30,}"),
    ("vendor-token", "github_pat_", r"[0-9A-Za-z_]{22,}"),
    ("vendor-token", "gl(?:pat|ptt|rt|cbt|dt|ft|imt|soat|agent|oas|ffct|wt)-", rf"{_B64}{{20,}}(?:\.[0-9a-z]{{9}})?"),
    ("vendor-token", "xox[abcdeoprs]-", r"[0-9A-Za-z-]{10,}", r"(?:xoxe\.)?"),
    ("vendor-token", "xapp-", r"[0-9A-Za-z-]{20,}"),
    ("vendor-token", r"hooks\.slack\.com/(?:services|workflows|triggers)/", r"([0-9A-Za-z+/]{36,90})"),
    ("vendor-token", r"discord(?:app)?\.com/api/webhooks/", r"[0-9]{15,20}/([0-9A-Za-z_-]{40,80})"),
    ("vendor-token", "(?:sk|rk|pk)_(?:live|test|prod)_", r"[0-9A-Za-z]{10,}"),
    ("vendor-token", "whsec_", r"[0-9A-Za-z+/=]{24,}"),
    ("vendor-token", r"SG\.(?=[0-9A-Za-z_-]{16})", rf"{_B64}{{16,32}}\.{_B64}{{32,64}}"),
    ("vendor-token", "npm_", r"[0-9A-Za-z]{36}"),
    ("vendor-token", "pypi-", rf"AgE{_B64}{{40,}}"),
    ("vendor-token", "sk-", rf"(?!(?:ssh|ecdsa)-)(?=[0-9A-Za-z_-]{{0,64}}\d){_B64}{{20,}}"),
    ("vendor-token", "gsk_", r"[0-9A-Za-z]{40,64}"),
    ("vendor-token", "hf_", r"[0-9A-Za-z]{30,64}"),
    ("vendor-token", "r8_", r"[0-9A-Za-z]{30,64}"),
    ("vendor-token", "SK(?=[0-9a-f]{32})", r"[0-9a-f]{32}"),
    ("vendor-token", "shp(?:at|ca|pa|ss)_", r"[0-9a-fA-F]{32}"),
    ("vendor-token", "sq0[aci][tsd]p-", rf"{_B64}{{22,64}}"),
    ("vendor-token", "EAAA", r"[0-9A-Za-z_-]{22,68}"),
    ("vendor-token", "key-(?=[0-9a-f]{32})", r"[0-9a-f]{32}"),
    ("vendor-token", "dop_v1_", "[0-9a-f]{64}"),
    ("vendor-token", "hv[sbr]\\.", rf"{_B64}{{24,}}"),
    ("vendor-token", "dapi", r"[0-9a-f]{32}(?:-\d)?"),
    ("vendor-token", "lin_api_", r"[0-9A-Za-z]{32,64}"),
    ("vendor-token", "ntn_", r"[0-9A-Za-z]{40,64}"),
    ("vendor-token", "secret_(?=[0-9A-Za-z]{43})", r"[0-9A-Za-z]{43}"),
    ("vendor-token", "dckr_pat_", rf"{_B64}{{20,64}}"),
    ("vendor-token", "glsa_", r"[0-9A-Za-z]{32}(?:_[0-9a-fA-F]{8})?"),
    ("vendor-token", "PMAK-", r"[0-9a-f]{24}-[0-9a-f]{34}"),
    ("vendor-token", "NRAK-", r"[0-9A-Z]{27}"),
    ("vendor-token", "rubygems_", "[0-9a-f]{48}"),
    ("vendor-token", "sntry[su]_", r"[0-9A-Za-z_=+/-]{40,}"),
    ("vendor-token", "figd_", rf"{_B64}{{36,64}}"),
    ("vendor-token", "ATATT3x", r"[0-9A-Za-z_=-]{50,}"),
    ("vendor-token", "alp_", r"[0-9A-Za-z._-]{1,63}_[0-9A-Za-z_-]{40,64}"),
    ("vendor-token", "xkeysib-", r"[0-9a-f]{64}-[0-9A-Za-z]{16}"),
    ("vendor-token", "pat[0-9A-Za-z]{14}\\.", "[0-9a-f]{64}"),
    ("vendor-token", "ops_eyJ", r"[0-9A-Za-z+/=]{50,}"),
    ("vendor-token", "AGE-SECRET-KEY-1", r"[0-9A-Z]{50,}"),
    ("vendor-token", "[0-9]{8}:[0-9A-Za-z_-]{30}", r"[0-9A-Za-z_-]{5}", "[0-9]{0,2}"),
    ("vendor-token", r"\.atlasv1\.", r"[0-9A-Za-z_=-]{60,70}", "[0-9A-Za-z]{14}"),
    ("cloud-key", "[0-9]Q~", r"[0-9A-Za-z_~.-]{31,34}", "[0-9A-Za-z_~.]{3}"),
    ("vendor-token", "-us[0-9]", r"[0-9]?", "[0-9a-f]{32}"),
    ("vendor-token", r"[?&;]sig=", r"([0-9A-Za-z%+/=_-]{40,})"),
    ("vendor-token", rf"\.{_B64}{{6}}\.{_B64}{{20}}", rf"{_B64}{{7,18}}", rf"[MNO]{_B64}{{22,27}}"),
    ("vendor-token", r"dp\.(?:pt|st|ct|sa|scim)\.", r"[0-9A-Za-z._-]{20,64}"),
    ("vendor-token", "pscale_(?:tkn|pw|oauth)_", r"[0-9A-Za-z_=.-]{30,64}"),
    ("vendor-token", "pul-", r"[0-9a-f]{40}"),
    ("vendor-token", "sbp_", r"[0-9a-f]{40}"),
    ("vendor-token", "rnd_", r"[0-9A-Za-z]{28,40}"),
    ("vendor-token", "sk_(?=[0-9A-Za-z]{24})", r"[0-9A-Za-z]{24,64}"),
    ("vendor-token", "EZ[AT]K", r"[0-9A-Za-z]{54}"),
    ("vendor-token", "secret-token:", r"[0-9A-Za-z%._~-]{8,}"),
    ("vendor-token", "ATBB", r"[0-9A-Za-z]{32}"),
    ("vendor-token", "ATCTT3x", r"[0-9A-Za-z_=-]{50,}"),
    ("vendor-token", "nfp_", r"[0-9A-Za-z]{36,40}"),
    ("vendor-token", "pplx-", r"[0-9A-Za-z]{40,64}"),
    ("vendor-token", "xai-", r"[0-9A-Za-z]{70,90}"),
    ("vendor-token", "sq[pua]_", r"[0-9a-f]{40}"),
    ("vendor-token", "pubkey-", r"[0-9a-f]{32}"),
    ("vendor-token", "aio_", r"[0-9A-Za-z]{28}"),
    ("vendor-token", "pcsk_", r"[0-9A-Za-z]{4,8}_[0-9A-Za-z]{60,}"),
    ("vendor-token", r"webhook\.office\.com/webhookb2/", rf"({_UUID}@{_UUID}/IncomingWebhook/[0-9a-z]{{32}}/{_UUID})"),
    ("vendor-token", "oy2", r"[0-9a-z]{43}"),
    ("vendor-token", "vcp_", r"[0-9A-Za-z]{24,}"),
    ("vendor-token", "lsv2_[ps][tk]_", r"[0-9a-f]{32}_[0-9a-f]{10}"),
    ("vendor-token", "sgp_", r"[0-9A-Za-z]{64}"),
    ("vendor-token", "waka_", rf"{_UUID}"),
    ("vendor-token", r"snyk_[a-z]at\.", rf"{_B64}{{32,}}(?:\.{_B64}{{1,}})*"),
    ("vendor-token", "(?:sdk|mob)-(?=[0-9a-f]{8})", rf"{_UUID}"),
    ("vendor-token", "1/[0-9]{16}:", r"[0-9a-z]{32}"),
    ("vendor-token", "CFPAT-", rf"{_B64}{{43}}"),
    ("vendor-token", "tfp_", r"[0-9A-Za-z_.=-]{40,64}"),
    ("vendor-token", r"dt0[a-z][0-9]{2}\.", r"[0-9A-Z]{24}\.[0-9A-Z]{64}"),
    ("vendor-token", "tskey-", r"[a-z]{3,12}-[0-9A-Za-z]{10,32}-[0-9A-Za-z]{20,64}"),
    ("vendor-token", "rzp_(?:live|test)_", r"[0-9A-Za-z]{14}"),
    ("vendor-token", "FLWSECK", r"(?:_TEST)?-[0-9a-h]{12,32}(?:-X)?"),
    ("vendor-token", "shippo_(?:live|test)_", r"[0-9a-f]{40}"),
    ("vendor-token", "pnu_", r"[0-9A-Za-z]{36}"),
    ("vendor-token", "bkua_", r"[0-9a-f]{40}"),
    ("vendor-token", "CCIPAT_", r"[0-9A-Za-z]{22}_[0-9a-f]{40}"),
    ("vendor-token", "pat-(?:na|eu|ap)[0-9]-", r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
    ("vendor-token", "rdme_", r"[0-9a-z]{70}"),
    ("vendor-token", "AKCp", r"[0-9A-Za-z]{60,72}"),
    ("vendor-token", "cmVmd", r"[0-9A-Za-z]{59}"),
    ("vendor-token", "A3-[0-9A-Z]{6}-", r"[0-9A-Z]{6}-?[0-9A-Z]{5}(?:-[0-9A-Z]{5}){3}"),
    ("vendor-token", "p8e-", r"[0-9A-Za-z]{32}"),
    ("vendor-token", r"\.acc[_-]", r"[0-9a-z-]{10,32}\.[0-9A-Za-z+/_=-]{30,120}", _AUTHRESS),
    ("cloud-key", "4b1d", r"[0-9A-Za-z]{38}"),
    ("vendor-token", "CLOJARS_", r"[0-9A-Za-z]{60}"),
    ("cloud-key", r"v1\.0-(?=[0-9a-f]{24})", r"[0-9a-f]{24}-[0-9a-f]{146}"),
    ("vendor-token", "dnkey-", r"[0-9A-Za-z=_-]{26}-[0-9A-Za-z=_-]{52}"),
    ("vendor-token", "duffel_(?:test|live)_", r"[0-9A-Za-z_=-]{43}"),
    ("vendor-token", "EAA[MC]", r"[0-9A-Za-z]{60,}"),
    ("vendor-token", "fo1_", rf"{_B64}{{43}}"),
    ("vendor-token", "fm[12][ar]?_", r"[0-9A-Za-z+/]{100,}={0,3}"),
    ("vendor-token", "fio-u-", r"[0-9A-Za-z_=-]{64}"),
    ("vendor-token", "glc_", r"[0-9A-Za-z+/]{32,400}={0,2}"),
    ("vendor-token", r"[ps]at\.(?=[0-9A-Za-z_-]{22})", rf"{_B64}{{22}}\.[0-9A-Za-z]{{24}}\.[0-9A-Za-z]{{20}}"),
    ("vendor-token", "HRKU-AA", rf"{_B64}{{58}}"),
    ("vendor-token", "api_org_", r"[A-Za-z]{34}"),
    ("vendor-token", "ico-", r"[0-9A-Za-z]{32}"),
    ("vendor-token", "s-s4t2[ua][df]-", r"[0-9a-f]{64}"),
    ("vendor-token", "_mmk", r"", "[0-9A-Za-z]{6}_[0-9A-Za-z]{29}"),
    ("vendor-token", "/IncomingWebhook/", rf"([0-9a-z]{{32}}/{_UUID})"),
    ("vendor-token", "NRJS-", r"[0-9a-f]{19}"),
    ("vendor-token", "NRII-", r"[0-9A-Za-z-]{32}"),
    ("vendor-token", "API-(?=[0-9A-Z]{26})", r"[0-9A-Z]{26}"),
    ("vendor-token", "sha256~", rf"{_B64}{{43}}"),
    ("vendor-token", "tk-us-", rf"{_B64}{{48}}"),
    ("vendor-token", "sm_[aps]at_", r"[0-9A-Za-z]{16}"),
    ("vendor-token", "sgp_", r"(?:[0-9a-zA-F]{5,16}_)?[0-9a-fA-F]{40}"),
    ("vendor-token", "GR1348941", rf"{_B64}{{20}}"),
    ("vendor-token", r"[ps]k\.(?=[0-9a-z]{60})", r"[0-9a-z]{60}\.[0-9a-z]{22}"),
    ("vendor-token", "access-(?:sandbox|development|production)-", rf"{_UUID}"),
    ("vendor-token", r"access_token\$(?:production|sandbox)\$", r"[0-9a-z]{16}\$[0-9a-f]{32}"),
    ("vendor-token", "lin_oauth_", r"[0-9A-Za-z]{32,64}"),
    ("vendor-token", "nvapi-", rf"{_B64}{{60,70}}"),
    ("vendor-token", "tvly-", r"[0-9A-Za-z-]{32,64}"),
    ("vendor-token", "sb_secret_", rf"{_B64}{{20,64}}"),
    ("cloud-key", "1//0", rf"{_B64}{{40,}}"),
    ("cloud-key", "Signature=", r"([0-9a-f]{64})"),
)  # fmt: skip


class _Formats:
    """The formats of one name: told by their beginnings, which no other text has, and only then matched."""

    def __init__(self, name: str) -> None:
        formats = [(start, rest, *before) for name_, start, rest, *before in FORMATS if name_ == name]
        self._beginnings = [f"(?-i:{_LOOKAHEAD.sub('', start)})" for start, *_ in formats]
        prefilters = [_LOOKAHEAD.sub(r"\1\1\1", start) for start, *_ in formats]
        self._patterns = [
            Pattern(f"{''.join(before)}{_LOOKAHEAD.sub('', start)}{rest}") for start, rest, *before in formats
        ]
        # Counting beside all words would make a state of each count at each place in them.
        self.words = tuple(prefilter for prefilter in prefilters if "{" not in prefilter)
        counting = (start for start, *_ in formats if "{" in _LOOKAHEAD.sub("", start))
        self.shapes = tuple(_LOOKAHEAD.sub(r"\1{16}", start) for start in counting)

    @cached_property
    def _present(self) -> Matching:
        return matching_set(
            (beginning.encode() for beginning in self._beginnings), options_for(_MEMORY_BYTES, latin=True)
        )

    def find(self, text: Text, _start: int) -> Iterator[Span]:
        folded = text.folded
        for index in self._present(text.data):
            for match in self._patterns[index].finditer(folded):
                before = folded[max(0, match.start() - 4) : match.start()]
                free = not (before[-1:].isalnum() and match[0][0].isalnum()) or _ENDED.search(before)
                ends = not folded[match.end() : match.end() + 1].isalnum()
                if free and ends and not _MASKED.search(match[0]):
                    yield match.span(match.lastindex or 0)


_MEMORY_BYTES = 4 << 20
# RE2 does not look ahead: the prefilter has three of the characters instead, or sixteen where it counts anyway.
_LOOKAHEAD = re.compile(r"\(\?=(\[[^]]+\])\{\d+\}\)")
_MASKED = Pattern(r"[xX]{6}|0{8}")
# What ends in a letter or digit right before a token: escapes, and the path of Telegram's API.
_ENDED = Pattern(r"\\[nrt]$|(?:^|[^0-9A-Za-z])bot$")


def _rule(name: str, takes: tuple[str, ...], leaves: tuple[str, ...]) -> Rule:
    formats = _Formats(name)
    return Rule(
        name=name,
        pattern=formats.find,
        source="The issuers' documentation, and the prefixes and lengths that the rules of gitleaks list.",
        keywords=formats.words,
        shapes=formats.shapes,
        takes=takes,
        leaves=leaves,
    )


RULES = (
    _rule(
        "cloud-key",
        takes=(
            "key ⟦AK«»IA234567ABCDEFGHIJ⟧ used",
            "https://maps.example/js?key=⟦AI«»za«alnum:35»⟧",
            "⟦A3«»TXIA234567ABCDEFGH⟧ rotated",
            "X-Amz-Signature=⟦«hex:64»⟧&x=1",
            "<value>⟦~G«alnum:1»8«»Q~«alnum:34»⟧</value>",
        ),
        leaves=(
            "AK«»IA234567",
            "xAK«»IA234567ABCDEFGHIJ",
            "AI«»za«alnum:20»",
            "AI«»zaXXXXXX«alnum:29»",
            "signature «hex:64»",
        ),
    ),
    _rule(
        "jwt",
        takes=(
            "id ⟦ey«»J«alnum:24».ey«»J«alnum:24».«alnum:43»⟧ verified",
            "a=⟦ey«»J«alnum:24».«alnum:24».⟧,",
            "⟦ZXl«»K«alnum:80»⟧",
            r"line\n⟦ey«»J«alnum:24».«alnum:24».⟧",
            r"line\n⟦ZXl«»K«alnum:80»⟧",
        ),
        leaves=("ey«»J«alnum:24»", "ey«»J«alnum:4».«alnum:24»", "aey«»J«alnum:24».ey«»J«alnum:24»"),
    ),
    _rule(
        "vendor-token",
        takes=(
            "⟦gh«»p_«alnum:36»⟧",
            r"line\n⟦gh«»p_«alnum:36»⟧",
            "https://api.telegram.org/bot⟦«digits:10»:A«»A«alnum:33»⟧/getMe",
            "bot⟦«digits:9»:A«»A«alnum:33»⟧",
            "key ⟦«hex:32»-u«»s12⟧ revoked",
            "DOPPLER ⟦dp«».pt.«alnum:40»⟧",
            "⟦psc«»ale_tkn_«alnum:40»⟧",
            "⟦rzp«»_live_«alnum:14»⟧ or ⟦rzp«»_test_«alnum:14»⟧",
            "⟦ship«»po_live_«hex:40»⟧ or ⟦ship«»po_test_«hex:40»⟧",
            "⟦duf«»fel_live_«alnum:43»⟧ or ⟦duf«»fel_test_«alnum:43»⟧",
            "⟦pat«»-eu1-«hex:8»-«hex:4»-«hex:4»-«hex:4»-«hex:12»⟧",
            "⟦acc«»ess-sandbox-«hex:8»-«hex:4»-«hex:4»-«hex:4»-«hex:12»⟧",
            "⟦access«»_token$production$«hex:16»$«hex:32»⟧",
            "⟦access«»_token$sandbox$«hex:16»$«hex:32»⟧",
            "⟦sdk«»-«hex:8»-«hex:4»-«hex:4»-«hex:4»-«hex:12»⟧ or ⟦mob«»-«hex:8»-«hex:4»-«hex:4»-«hex:4»-«hex:12»⟧",
            "hooks.slack.com/services/⟦T«digits:8»/B«digits:10»/«alnum:24»⟧",
        ),
        leaves=(
            "gh«»p_short",
            "agh«»p_«alnum:36»",
            "gh«»p_xxxxxx«alnum:30»",
            "gh«»p_00000000«alnum:28»",
            "np«»m_«alnum:40»",
            "sk-learn-is-a-library-of-python",
            "hostkeys sk-ssh-ed25519-cert-v01@openssh.com",
            "hostkeys sk-ecdsa-sha2-nistp256-cert-v01@openssh.com",
            "12:30:45 «alnum:35»",
            "robot«digits:9»:A«»A«alnum:33»",
        ),
    ),
)
