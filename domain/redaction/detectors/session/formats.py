"""Values that their format identifies, whatever their name: `ST-1332-…-cas1`, and the cookies of frameworks."""

from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.precheck import AnyMatch

_FREE = r"(?<![0-9A-Za-z+/_-])"
# The kind of the ticket, its number, random characters and the name of the server.
_TICKET = Pattern(rf"{_FREE}(?:ST|PT|PGT|PGTIOU|TGT|TGC)-\d{{1,9}}-[0-9A-Za-z][\w.-]{{15,}}")
_OPENAM = Pattern(rf"{_FREE}AQIC5w[0-9A-Za-z_.@/+*-]{{32,}}")
# The id of the organization, `!`, and the session.
_SALESFORCE = Pattern(r"(?<![0-9A-Za-z])00D[0-9A-Za-z]{12}(?:[0-9A-Za-z]{3})?!A[0-9A-Za-z._]{20,}")
_ASP_NET = Pattern(rf"{_FREE}CfDJ8[0-9A-Za-z_-]{{40,}}")
_LARAVEL = Pattern(rf"{_FREE}eyJpdiI6I[0-9A-Za-z+/]{{60,}}={{0,2}}")
_PHOENIX = Pattern(rf"{_FREE}SFMyNTY\.[0-9A-Za-z_-]{{12,}}\.[0-9A-Za-z_-]{{20,}}")
_RAILS = Pattern(rf"{_FREE}BAh[7bJ][0-9A-Za-z+/%=]{{20,}}--[0-9a-f]{{40,64}}")
# The session, which may be compressed, the time and a signature.
_FLASK = Pattern(rf"{_FREE}(?:eyJ|\.eJ)[0-9A-Za-z_-]{{9,}}\.[0-9A-Za-z_-]{{5,7}}\.[0-9A-Za-z_-]{{20,}}")
# Version, the number of the key, time, name, value and signature; before each of the middle ones, its length.
_TORNADO = Pattern(
    r"(?<!\w)2\|\d:\d{1,4}\|10:\d{10}\|\d{1,3}:[^|\s\"']{1,80}\|\d{1,5}:[0-9A-Za-z+/=]{0,4096}\|[0-9a-f]{64}"
)
_TORNADO_XSRF = Pattern(r"(?<!\w)2\|[0-9a-f]{8}\|[0-9a-f]{32}\|\d{10}(?!\w)")
_HAPI = Pattern(r"(?<!\w)Fe26\.[12]\*[0-9A-Za-z_*-]{100,}")
_ROBLOX = Pattern(r"(?<!\w)_\|WARNING:-DO-NOT-SHARE[^|\s]{0,300}\|_[0-9A-Z]{40,}")

# The only parameter of the header is the timeout in seconds.
_RTSP = Pattern(r"(?i)(?<![\w-])session:\s?(?P<value>(?=[\w$.+-]{0,127}\d)[\w$.+-]{6,128});\s?timeout=\d")

RULES = (
    Rule(
        name="rtsp",
        pattern=_RTSP,
        source="RFC 2326, section 12.37.",
        keywords=(r"session: ?[\w$.+-]+; ?timeout=",),
        takes=(
            "RTSP/1.0 200 OK\r\nCSeq: 3\r\nSession: ⟦992B388A8B087303⟧;timeout=60\r\n",
            "rtsp: Session:⟦12345678⟧; timeout=60",
        ),
        leaves=(
            "session: idle;state=up",
            "session: host1;timeout=60",
            "session: established;timeout=60",
            "client-session: 12345678;timeout=60",
            "session: idle-now;timeout=none",
        ),
    ),
    Rule(
        name="ticket",
        pattern=_TICKET,
        source="The specification of CAS 3.0, section 3.",
        keywords=("[^a-z](?:st|pt|pgt|pgtiou|tgt|tgc)-[0-9]",),
        precheck=AnyMatch(r"(?:st|pt|pgt|pgtiou|tgt|tgc)-[0-9]+-[0-9a-z][\w.-]{15}"),
        takes=(
            "GET /app?ticket=⟦ST-1332-«alnum:24»-cas1⟧ HTTP/1.1",
            "granted ⟦TGT-12-«alnum:50»-cas01⟧ to jo",
        ),
        leaves=(
            "ticket=ST-13",
            "ticket ABC-1332-«alnum:24»",
            "host-ST-1332-«alnum:24»",
            "ticket ST-1332-_«alnum:24»",
        ),
    ),
    Rule(
        name="openam",
        pattern=_OPENAM,
        source="The manual of OpenAM.",
        keywords=("aqic5w",),
        takes=("tokenid: ⟦AQIC5w«alnum:44»*⟧",),
        leaves=("xAQIC5w«alnum:44»", "AQIC5w"),
    ),
    Rule(
        name="salesforce",
        pattern=_SALESFORCE,
        source="Salesforce, REST API: the session id, which is an access token as well.",
        keywords=("!a[0-9a-z]",),
        precheck=AnyMatch("00d[0-9a-z]{12}"),
        takes=(
            "sessionId ⟦00D«alnum:12»!AQ«alnum:60»⟧ server",
            "⟦00D«alnum:15»!AQ«alnum:60»⟧",
        ),
        leaves=("x00D«alnum:12»!AQ«alnum:60»", "00D«alnum:12»!AQ«alnum:10»"),
    ),
    Rule(
        name="asp-net",
        pattern=_ASP_NET,
        source="ASP.NET Core, data protection: the beginning of what it encrypts, 09 F0 C9 F0.",
        keywords=("cfdj8",),
        takes=("antiforgery: cannot decrypt ⟦CfDJ8«alnum:90»⟧",),
        leaves=("xCfDJ8«alnum:90»", "CfDJ8«alnum:20»"),
    ),
    Rule(
        name="laravel",
        pattern=_LARAVEL,
        source='Laravel, encryption: `{"iv":"…","value":"…","mac":"…"}` in base64.',
        keywords=("eyjpdii6i",),
        takes=("decrypt ⟦eyJpdiI6I«alnum:90»⟧", "decrypt ⟦eyJpdiI6I«alnum:90»=⟧"),
        leaves=("xeyJpdiI6I«alnum:90»", "eyJpdiI6I«alnum:20»"),
    ),
    Rule(
        name="phoenix",
        pattern=_PHOENIX,
        source="Plug.Crypto: HS256 in base64, the session and a signature.",
        keywords=(r"sfmynty\.",),
        takes=("_app=⟦SFMyNTY.«alnum:40».«alnum:43»⟧",),
        leaves=("xSFMyNTY.«alnum:40».«alnum:43»", "SFMyNTY.«alnum:40»"),
    ),
    Rule(
        name="rails",
        pattern=_RAILS,
        source="Ruby on Rails: the session in base64, and a signature.",
        keywords=("bah[7bj]",),
        precheck=AnyMatch("--[0-9a-f]{40}"),
        takes=("store ⟦BAh7«alnum:60»--«hex:40»⟧",),
        leaves=("xBAh7«alnum:60»--«hex:40»", "BAh7«alnum:60»--«hex:20»"),
    ),
    Rule(
        name="flask",
        pattern=_FLASK,
        source="itsdangerous: TimestampSigner.",
        keywords=("eyj", r"\.ej"),
        precheck=AnyMatch(r"ey?j[0-9a-z_-]+\.[0-9a-z_-]{5,7}\.[0-9a-z_-]{20}"),
        takes=(
            "session cookie ⟦eyJfcGVybWFuZW50Ijp0cnVlfQ.ZWx1aQ.«alnum:27»⟧ rejected",
            "session cookie ⟦.eJw«alnum:60».ZWx1aQ.«alnum:27»⟧ rejected",
        ),
        leaves=(
            "xeyJfcGVybWFuZW50Ijp0cnVlfQ.ZWx1aQ.«alnum:27»",
            "eyJfcGVybWFuZW50Ijp0cnVlfQ.ZWx1.«alnum:27»",
            "eyJfcGVybWFuZW50Ijp0cnVlfQ.ZWx1aQ.«alnum:10»",
            "x.eJw«alnum:60».ZWx1.«alnum:27»",
        ),
    ),
    Rule(
        name="tornado",
        pattern=_TORNADO,
        source="Tornado, signed values of version 2.",
        keywords=(r"2\|[0-9]:[0-9]+\|10:",),
        takes=('user="⟦2|1:0|10:1793700000|4:user|8:«alnum:8»|«hex:64»⟧"',),
        leaves=('user="12|1:0|10:1793700000|4:user|8:«alnum:8»|«hex:64»"', "2|1:0|10:1793700000|4:user"),
    ),
    Rule(
        name="tornado-xsrf",
        pattern=_TORNADO_XSRF,
        source="Tornado, XSRF cookies of version 2: a mask, the token and the time.",
        keywords=("xsrf",),
        precheck=AnyMatch(r"2\|[0-9a-f]{8}\|"),
        takes=("xsrf cookie ⟦2|«hex:8»|«hex:32»|1793700000⟧ does not match",),
        leaves=("xsrf 12|«hex:8»|«hex:32»|1793700000", "xsrf 2|«hex:8»|«hex:32»|17937000001"),
    ),
    Rule(
        name="hapi",
        pattern=_HAPI,
        source="hapi, iron: version, key, salts, the encrypted session and its signature.",
        keywords=(r"fe26\.",),
        takes=("sid=⟦Fe26.2**«hex:64»*«alnum:22»*«alnum:86»**«hex:64»*«alnum:43»⟧",),
        leaves=("xFe26.2**«hex:64»*«alnum:22»*«alnum:86»**«hex:64»*«alnum:43»", "Fe26.2**«hex:64»"),
    ),
    Rule(
        name="roblox",
        pattern=_ROBLOX,
        source="Roblox: the cookie .ROBLOSECURITY.",
        keywords=(r"_\|warning:-",),
        takes=("cookie ⟦_|WARNING:-DO-NOT-SHARE-THIS.|_«HEX:80»⟧",),
        leaves=("x_|WARNING:-DO-NOT-SHARE-THIS.|_«HEX:80»", "_|WARNING:-DO-NOT-SHARE-THIS.|_«HEX:20»"),
    ),
)
