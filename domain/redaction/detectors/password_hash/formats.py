"""The formats of password hashes, as a table. Each begins with an identifier: `$2b$` is bcrypt."""

from typing import NamedTuple

_CRYPT64 = "[./0-9A-Za-z]"
_BASE64 = "[0-9A-Za-z+/.]"
HEX = "[0-9a-fA-F]"
_SALT_AND_DIGEST = rf"\${_BASE64}{{8,64}}\${_BASE64}{{16,128}}"
_WERKZEUG = r"pbkdf2:sha\d{1,3}(?::\d{1,9})?|scrypt(?::\d{1,9}){3}"
_LONG_BASE64 = "[0-9A-Za-z+/]{24,}={0,2}"


class Format(NamedTuple):
    """A format: its source, RE2 patterns for its beginnings, for the prefilter, and its whole pattern."""

    source: str
    beginnings: tuple[str, ...]
    pattern: str


FORMATS = (
    Format("bcrypt", (r"\$2[abxy]?\$[0-9]",), rf"\$2[abxy]?\$\d\d\${_CRYPT64}{{53}}"),
    Format(
        "crypt(5), Cisco IOS types 5, 8 and 9",
        (r"\$(?:1|5|6|apr1|md5|sha1|3|8|9|14)\$[./0-9a-z]",),
        rf"\$(?:1|5|6|apr1|md5|sha1|3|8|9|14)\$(?:(?:rounds=)?\d{{1,9}}\$)?{_CRYPT64}{{1,22}}\${_CRYPT64}{{11,88}}",
    ),
    Format(
        "yescrypt",
        (r"\$(?:y|gy|7)\$[./0-9a-z]",),
        rf"\$(?:y|gy|7)\${_CRYPT64}{{3,40}}\$(?:{_CRYPT64}{{1,64}}\$)?{_CRYPT64}{{43}}",
    ),
    Format(
        "Mosquitto",
        (r"\$[67]\$[0-9a-z+/]",),
        r"\$[67]\$(?:\d{1,7}\$)?[0-9A-Za-z+/]{8,88}={0,2}\$[0-9A-Za-z+/]{80,92}={0,2}",
    ),
    Format(
        "hashcat: scrypt",
        ("scrypt:[0-9]",),
        r"SCRYPT:\d{1,9}:\d{1,3}:\d{1,3}:[0-9A-Za-z+/]{8,64}={0,2}:[0-9A-Za-z+/]{32,128}={0,2}",
    ),
    Format(
        "PBKDF2 of password-hashing",
        ("sha(?:1|256|512):[0-9]",),
        r"sha(?:1|256|512):\d{3,9}:(?:\d{1,4}:)?[0-9A-Za-z+/]{16,64}={0,2}:[0-9A-Za-z+/]{16,128}={0,2}",
    ),
    Format("SQL Server", ("0x0[12]00[0-9a-f]{8}",), rf"0x0(?:100(?:{HEX}{{40}})?{HEX}{{48}}|200{HEX}{{128,140}})"),
    Format(
        "LAN Manager: an empty password, and NT",
        ("aad3b435b51404ee:",),
        r"(?i:AAD3B435B51404EEAAD3B435B51404EE):[0-9a-fA-F]{32}",
    ),
    Format(
        "Solaris", (r"\$md5[,$]rounds",), rf"\$md5[,$]rounds=\d{{1,9}}\${_CRYPT64}{{1,16}}\${{1,2}}{_CRYPT64}{{22}}"
    ),
    Format("ASP.NET Identity", ("aqaaaa(?:eaaccq|iaayag)",), r"AQAAAA(?:EAACcQ|IAAYag)[0-9A-Za-z+/]{60,}={0,2}"),
    Format(
        "MediaWiki",
        (":pbkdf2:sha",),
        r":pbkdf2:sha\d{1,3}:\d{1,9}:\d{1,4}:[0-9A-Za-z+/]{8,64}={0,2}:[0-9A-Za-z+/]{16,128}={0,2}",
    ),
    Format("MediaWiki", (r"[:$]b[:$][0-9a-f]+[:$]",), r"(?P<sign>[:$])B(?P=sign)[0-9a-f]{1,16}(?P=sign)[0-9a-f]{32}"),
    Format("web2py", (r"pbkdf2\([0-9]",), r"pbkdf2\(\d{1,9},\d{1,4},\w{3,8}\)\$[0-9A-Za-z]{4,64}\$[0-9a-f]{32,256}"),
    Format("FortiOS", ("ak1[0-9a-z+/]{16}", "sh2[0-9a-z+/]{16}"), r"AK1[0-9A-Za-z+/]{43}=|SH2[0-9A-Za-z+/]{59}="),
    Format("phpass: WordPress, Drupal", (r"\$[phs]\$[5-9a-z./]",), rf"\$[PHS]\$[5-9A-Za-z./]{_CRYPT64}{{27,54}}"),
    Format(
        "PHC string format",
        (r"\$argon2", r"argon2\$"),
        rf"(?:argon2)?\$argon2(?:id|i|d)\$(?:v=\d{{1,3}}\$)?m=\d{{1,9}},t=\d{{1,6}},p=\d{{1,3}}{_SALT_AND_DIGEST}",
    ),
    Format(
        "passlib",
        (r"\$pbkdf2",),
        rf"\$pbkdf2(?:-sha\d{{1,3}})?\$(?:i=)?\d{{1,9}}(?:,l=\d{{1,4}})?{_SALT_AND_DIGEST}",
    ),
    Format("passlib", (r"\$scrypt",), rf"\$scrypt\$ln=\d{{1,2}},r=\d{{1,3}},p=\d{{1,3}}{_SALT_AND_DIGEST}"),
    Format(
        "Django",
        ("pbkdf2_sha", r"bcrypt(?:_sha256)?\$", r"scrypt[$:]"),
        r"(?:pbkdf2_sha\d{1,3}|bcrypt(?:_sha256)?|scrypt)\$\d{0,9}\$[^\s\"'\\,;]{8,200}",
    ),
    Format(
        "Django, and password-hash of Node.js",
        (r"sha(?:1|256|512)\$", r"md5\$"),
        rf"(?:sha(?:1|256|512)|md5)\$[0-9A-Za-z]{{0,32}}\$(?:\d{{1,9}}\$)?{HEX}{{32,128}}",
    ),
    Format("Werkzeug", ("pbkdf2:sha",), rf"(?:{_WERKZEUG})\$[0-9A-Za-z]{{4,64}}\${HEX}{{32,256}}"),
    Format(
        "RFC 5803, PostgreSQL",
        ("scram-sha-",),
        r"SCRAM-SHA-(?:1|256|512)\$\d{1,9}[:$][0-9A-Za-z+/=]{8,64}\$[0-9A-Za-z+/=]{20,100}[:$][0-9A-Za-z+/=]{20,100}",
    ),
    Format(
        "RFC 2307 (LDAP), Atlassian, SAP, AIX, Spring Security",
        (r"\{s?sha", r"\{s?md5", r"\{pbkdf2", r"\{argon2", r"\{scrypt\}", r"\{pkcs5s2", r"\{x-is"),
        r"\{(?:SHA(?:-?(?:1|256|384|512))?|MD5|sha256(?=\}[0-9a-f]{80})"
        r"|(?i:SSHA(?:-?(?:1|256|384|512))?|SMD5|PBKDF2(?:[-_]SHA\d{1,3})?|ARGON2|SCRYPT|PKCS5S2"
        r"|x-is[\w-]{1,12},\s?\d{1,6}))\}"
        r"[0-9A-Za-z+/$=,.]{20,800}",
    ),
    Format("GRUB", (r"grub\.pbkdf2",), rf"grub\.pbkdf2\.sha\d{{3}}\.\d{{1,9}}\.{HEX}{{20,256}}\.{HEX}{{20,256}}"),
    Format("MySQL 8: caching_sha2_password", (r"\$a\$[0-9]",), r"\$A\$\d{3}\$[^\s\"'|,;]{40,100}"),
    Format(
        "Oracle",
        ("s:[0-9a-f]{60}",),
        rf"(?:S:(?<![\"'].{{2}})|(?<=S:)){HEX}{{60}}(?:;\s?[HT]:{HEX}{{32,160}}){{0,2}}",
    ),
    Format(
        "The names that hashcat and John the Ripper give to formats, such as $krb5tgs$23$",
        (r"\$(?:7z|[a-z][0-9a-z_-]+)\$",),
        r"\$(?<!_.)(?:7z|[A-Za-z][\w-]{1,23})\$"
        # Behind the name: text with at least sixteen hexadecimal digits, or base64 in one or two parts.
        rf"(?:(?=[^\s\"'<>]{{0,120}}?{HEX}{{16}})[^\s\"'<>]{{16,4000}}"
        rf"|(?=[A-Za-z+/]*\d){_LONG_BASE64}(?:\${_LONG_BASE64})?)",
    ),
    Format("hashcat: WPA", (r"wpa\*0[12]\*",), rf"WPA\*0[12]\*{HEX}{{32}}(?:\*[0-9a-f]{{0,512}}){{3,7}}"),
    Format("Redis: access control lists", (r"[ >]#[0-9a-f]{8}",), r"(?<=[ >])#[0-9a-f]{64}"),
    Format("PostgreSQL, PgBouncer", (r"[\"' ]md5[0-9a-f]{8}",), r"(?<=[\"' ])md5[0-9a-f]{32}"),
)
