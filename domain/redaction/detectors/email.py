"""E-mail addresses: `ann.lee+news@example.com`."""

import re
from collections.abc import Iterator

from domain.redaction.detectors.detector import Detector
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.precheck import FirstMatch
from domain.redaction.text import Span, Text
from domain.redaction.words import read_words

_LABEL = r"[0-9A-Za-z\xa4\xe9](?:[0-9A-Za-z\xa4\xe9-]{0,61}[0-9A-Za-z\xa4\xe9])?"
_DOMAIN = rf"(?:{_LABEL}\.){{1,8}}(?:xn--[0-9a-zA-Z-]{{1,59}}|[A-Za-z\xa4\xe9]{{2,63}})"
# The pattern starts at the sign. The local part is read backwards from it, so a long word without a sign costs nothing.
_ADDRESS = Pattern(rf"@({_DOMAIN})")
_LOCAL_BACKWARDS = Pattern(r"[0-9A-Za-z\xa4\xe9!#$&'*+?^_`{|}~.-]{1,64}")
_MAX_LOCAL = 64
# A control character, as texts and URLs escape it.
_ESCAPE = Pattern(r"[nrt]|x[01][0-9A-Fa-f]|u00[01][0-9A-Fa-f]|[01][0-7]{2}")
_PERCENT = Pattern(r"[01][0-9A-Fa-f]|7[Ff]|3[CcEe]")
# The segment of EDIFACT before that of an address: `…:TE'COM+ann@…`.
_SEGMENT = Pattern(r"^.*'[A-Z]{3}\+")
_USER_INFO = Pattern(r"://[^\s/@]*$")
# Characters that are valid in a local part, but much more often separate or enclose an address.
_EDGE = "!#$&'*?^`{|}~.-+/"
_WORDS = read_words("email")
_NO_DOMAINS = frozenset(_WORDS["file-endings"])
# The name of a file: `ada@example.com.csv`.
_IN_FILE_NAME = Pattern(
    rf"\.(?:{'|'.join(_WORDS['domains-in-file-names'])})(?P<ending>\.(?:{'|'.join(_WORDS['endings-after-domains'])}))$"
)
# Names of SSH's algorithms and extensions contain the domain of their author (RFC 4251, section 6).
_ALGORITHM_DOMAINS = ("openssh.com", "libssh.org", "lysator.liu.se", "putty.projects.tartarus.org", "ssh.com")
_ALGORITHM = Pattern(
    rf"[\w.-]*(?:{'|'.join(_WORDS['parts-of-algorithms'])})[\w.-]*|{'|'.join(_WORDS['extensions-of-ssh'])}",
    re.ASCII | re.IGNORECASE,
)
# Names of members in Java, OData and Redfish: `Hudson@44da11a1.slaveAgentPort`, `Members@odata.nextLink`.
_MEMBER = Pattern(r"(?:odata\..*|.*\.[A-Za-z]*[a-z][A-Z][A-Za-z]*)", re.DOTALL)
# Names of viruses that send mails in masses: `W32.Yaha.F@mm.enc`.
_VIRUS = Pattern(r"(?:W32|Win32|W97M|VBS|JS|BAT|I-Worm)\W", re.IGNORECASE)
_OBJECT_IDENTITY = Pattern(r"[0-9a-f]{5,8}\.")
# Identifiers of messages (RFC 5322, section 3.6.4) look like addresses. They are in headers, perhaps after other
# identifiers, and in the lines of mail servers.
_ID_HEADER = (
    r"(?:message[ -]?id|msg-?id|in-reply-to|references|content-id|\bmid|\bstart)\\*[\"']?\s{0,2}[:=]\s{0,2}\\*[\"']?"
)
_ID_OF_SERVER = r" (?:e?smtps?a?|lmtp|http) id "
_OTHER_IDS = r"(?:<[^<>\s]{1,128}>\s{1,8})*<[^<>\s]{0,64}$"
_ID_OF_EXIM = r" S=\d{1,9} (?:\S{1,64} )?id=$"
_MESSAGE_ID = Pattern(rf"(?i)(?:{_ID_HEADER}|{_ID_OF_SERVER}){_OTHER_IDS}|{_ID_OF_EXIM}")
# Before an identifier in angle brackets, which has many digits: `id: <…>`, `message <…> accepted`, POP3's `ready <…>`.
_NEAR_MESSAGE_ID = Pattern(r"(?i)(?:\bid:?|message|msgid\[\] =|ready) \"?<$")
_MANY_DIGITS = Pattern(r"(?:[^\d@]*\d){6}|[^\d@]*\d.{15}")
# Of Exchange's and Cyrus' queues.
_ID_OF_MESSAGE = Pattern(r"(?=[A-F]{0,15}\d)(?=\d{0,15}[A-F])[0-9A-F]{16}|[a-z]+(?:-[a-z]+){0,3}(?:-\d+){3}")
# `org-4711@github.com:acme/app.git`
_REPOSITORY = Pattern(r":[\w.-]{1,64}/[\w./-]{1,64}\.git\b")
_LONGEST_HEADER = 320
_LONGEST_KERBEROS = 96
# Before the names of users and realms of Kerberos, which are no addresses: `kinit ada@EXAMPLE.ORG`.
_KERBEROS = Pattern(r"(?i)(?:kinit|kvno|krb5|kerberos|principal|keytab|gssapi)[^\n\x03]{0,80}$")
# `io.netty.common@4.1.97.Final`: a module and its version.
_VERSION = Pattern(r"\d+(?:\.\d+)+\.[A-Za-z]+\d*")


def _find(text: Text, position: int) -> Iterator[Span]:
    folded = text.folded
    last = 0
    for address in _ADDRESS.finditer(folded, position):
        at, end = address.start(), address.end()
        # The name of a file may begin with an address: `ada@example.com.csv`.
        if file := _IN_FILE_NAME.search(folded, at, end):
            end = file.start("ending")
        start = _local_start(folded, max(last, at - _MAX_LOCAL), at)
        if start is not None and _is_address(folded, start, at, end):
            last = end
            yield start, end


def _local_start(folded: str, lowest: int, at: int) -> int | None:
    local = _LOCAL_BACKWARDS.match(folded[lowest:at][::-1])
    if local is None:
        return None
    written = local[0][::-1]
    # Remove the letters of an escape such as `\\n` or `\\x0a`.
    if folded[max(0, at - len(written) - 1) : at - len(written)] == "\\" and (escape := _ESCAPE.match(written)):
        written = written[escape.end() :]
    # Remove a URL's escape of a line end: `%0Ajo@…`.
    if folded[max(0, at - len(written) - 1) : at - len(written)] == "%" and (escape := _PERCENT.match(written)):
        written = written[escape.end() :]
    # Remove everything up to a separator: `&to=ann@…`, `a|ann@…`.
    for separator in "&|?!*":
        written = written.rpartition(separator)[2]
    written = _SEGMENT.sub("", written).lstrip(_EDGE)
    return at - len(written) if written else None


def _is_address(folded: str, start: int, at: int, end: int) -> bool:
    local, domain = folded[start:at], folded[at + 1 : end]
    # The domain continues (`kernel@5.10.0-27.el9`), or a path on a machine follows (`backup@nas.example:/srv`).
    if folded[end : end + 1].isdigit() or folded[end : end + 2] in (":/", ":~") or folded[end : end + 1] == "@":
        return False
    if _is_name(local, domain):
        return False
    before = folded[max(0, start - _LONGEST_HEADER) : start]
    # A Kerberos service or user, and its realm.
    is_principal = domain.isupper() and (
        before.endswith("/") or (not local.isupper() and _KERBEROS.search(before[-_LONGEST_KERBEROS:]) is not None)
    )
    # Numbers in SIP addresses are left to the phone rules. User names in URLs and repositories are not addresses.
    is_sip = local.isdigit() and before.lower().rstrip("+").endswith(("sip:", "sips:"))
    is_repository = (
        local in {"git", "hg", "svn"} and folded[end : end + 1] == ":" and folded[end + 1 : end + 2] != " "
    ) or _REPOSITORY.match(folded, end) is not None
    # In X12, `EM*` names the address after it.
    # Formatted text may be in two such signs.
    is_bold = before.endswith("*") and folded[end : end + 1] == "*"
    is_masked = (before.endswith("*") and not (is_bold or before.endswith("*EM*"))) or "***" in local
    in_url = _USER_INFO.search(before[-_MAX_LOCAL:]) is not None
    is_message = _ID_OF_MESSAGE.fullmatch(local) is not None or (
        "<" in before
        and (
            _MESSAGE_ID.search(before) is not None
            or (_MANY_DIGITS.match(local) is not None and _NEAR_MESSAGE_ID.search(before[-32:]) is not None)
        )
    )
    return not (is_principal or is_sip or is_repository or is_masked or in_url or is_message)


def _is_name(local: str, domain: str) -> bool:
    """Return whether a text with `@` is the name of a file, module, algorithm, object or member."""
    lowered = domain.lower()
    return (
        lowered.endswith(("s.whatsapp.net", "c.us", "g.us"))
        or lowered.rpartition(".")[2] in _NO_DOMAINS
        or _VERSION.fullmatch(domain) is not None
        or (lowered.endswith(_ALGORITHM_DOMAINS) and _ALGORITHM.fullmatch(local) is not None)
        or (lowered.startswith("mm.") and _VIRUS.match(local) is not None)
        or _MEMBER.fullmatch(domain) is not None
        or (local.rpartition(".")[2].istitle() and _OBJECT_IDENTITY.match(domain) is not None)
    )


DETECTOR = Detector(
    kind="EMAIL",
    kept_in_names_of_tests=True,
    example="Mail ann.lee+news@example.com",
    source="RFC 5321 and 5322 without quoted local parts, RFC 6531 for letters beyond ASCII.",
    rules=(
        Rule(
            name="address",
            pattern=_find,
            shapes=(r"[^\s@\"<>(),;:\\]@[0-9a-z\xa4\xe9][0-9a-z\xa4\xe9.-]*\.[a-z\xa4\xe9]{2}",),
            precheck=FirstMatch(r"@[0-9a-z\xa4\xe9-]{1,63}(?:\.[0-9a-z\xa4\xe9-]{1,63})*\.[a-z\xa4\xe9]{2}"),
            takes=(
                "⟦ada.abbott@example.com⟧",
                "Ada <⟦ada+news@mail.example.co.uk⟧>",
                "MAIL FROM:<⟦ada@example.com⟧> SIZE=1024",
                "rcpt to: ⟦o'brien@example.com⟧",
                "mailto:⟦ada@example.com⟧?subject=hi",
                "dn: mail=⟦ada@example.com⟧,ou=people,dc=example,dc=com",
                "(&(objectClass=person)(mail=⟦ada@example.com⟧))",
                "to=⟦jürgen@bücher.example⟧",
                "to=⟦たろう@例え.jp⟧",
                "email=⟦ada%40example.com⟧&x=1",
                "⟦ann@example.xn--p1ai⟧",
                r"\x0a⟦jo@ex.org⟧\x0a",
                r"\012⟦jo@ex.org⟧",
                "GET /?q=%7F⟦jo@ex.org⟧ %253C⟦jo@ex.org⟧%253E",
                r"one\n⟦jo@ex.org⟧",
                r"\u000a⟦jo@ex.org⟧",
                "GET /?q=%0A⟦jo@ex.org⟧",
                "a|⟦ann@example.com⟧|b",
                "invite\u2192⟦ann@example.com⟧ \u201c⟦jo@ex.org⟧\u201d",
                "PER*IC*JO*EM*⟦tom@mail.example.net⟧~",
                "COM+x:TE'COM+⟦ann@example.org⟧:EM'",
                "s3://b/exports/⟦ann@example.com⟧.csv and ⟦ann@example.com⟧.json.",
                "check_delivery!5!⟦ann@example.com⟧!⟦bob@example.com⟧",
                "⟦ann@mm.example⟧",
                "size < 3: CLASS=3312 id=⟦ann@mail.example.org⟧",
                "restart=<⟦ann@example.com⟧> amid=<⟦ann@example.com⟧>",
                "*⟦ann@example.org⟧* wrote, id: <⟦ann@example.org⟧>, message <⟦bob7@example.org⟧>",
                "scp ⟦ann@example.org⟧:docs/x.txt, ⟦ann@example.org⟧:docs/x.github",
                "⟦ABCDEFABCDEFABCD@example.org⟧, ⟦1244070100000001@example.org⟧, valid: <⟦ann123456@example.org⟧>",
                "cafe-1-2@⟦ann@example.org⟧, ⟦0A1B2C3D4E5F607@example.org⟧, ⟦team-12-34@example.org⟧",
                "ann.lee@⟦ann.lee@example.com⟧",
                "⟦ssh@openssh.com⟧ answered",
                "users/⟦ada@example.com⟧",
                "message-id=<x@y.example>, from=<⟦ada@example.com⟧>",
                "⟦ADA@EXAMPLE.COM⟧ and ⟦ann@deadbeef.example⟧",
                "kinit of ⟦ada@example.com⟧, the principal ⟦ADA@EXAMPLE.COM⟧",
                "mail to ⟦ada@EXAMPLE.COM⟧",
                "ada/⟦ann@example.com⟧",
            ),
            leaves=(
                "ann@localhost",
                "@example.com",
                "lodash@4.17.21.tgz",
                "getty@tty1.service",
                "other@templ1.target.requires",
                "ann@example.csv",
                "git@github.com:acme/app.git",
                "clone org-4711@github.com:acme/app.git",
                "id: <FA6558DA-5287-41D7-BCE8-C38962096A47@mail.example.org> to: x",
                "message <7uakgKh2Os9OBnXHXRGP@mail.example.com> accepted",
                'C_MSGID[] = "<0001.1288854309@example.com>"',
                "server ready <18418688457439930663.1399062365@mail.example.org>",
                "with ESMTPS id <abcdef@mail.example.com> for",
                "RECEIVE,,08D8DF7C4F2A1B3D@ex02.example.org,",
                "lmtp cmu-lmtpd-10330-1433633682-0@imap.example.com",
                "https://ann@example.com/",
                "sip:4155552671@sip.example.com",
                "14155552671@s.whatsapp.net",
                "a***@example.com",
                "ann@example.com@host",
                "aes128-gcm@openssh.com,chacha20-poly1305@openssh.com",
                "curve25519-sha256@libssh.org",
                "limits@openssh.com",
                "io.netty.common@4.1.97.Final",
                "thread@pool.worker",
                "hudson.model.Hudson@44da11a1.slaveAgentPort = 50000",
                "com.example.Node@1b2c3d.size",
                '"Members@odata.count": 0',
                '"Boot@Redfish.AllowableValues"',
                "kernel@5.10.0-27.el9.x86_64",
                "worker-7@server.example.com.dq2",
                "worker-7@server.example.com.celery.pidbox",
                "HTTP/web1.example.com@EXAMPLE.COM",
                "kinit ada@EXAMPLE.COM",
                "Default principal: ada@EXAMPLE.COM",
                "kvno ada@EXAMPLE.COM",
                "krb5: ada@EXAMPLE.COM",
                "Kerberos user ada@EXAMPLE.COM",
                "keytab for ada@EXAMPLE.COM",
                "GSSAPI user ada@EXAMPLE.COM",
                "rsync -a backup@nas.example.org:/srv .",
                "Message-ID: <20260101120000.ABC123@mail.example.com>",
                "4B2c: message-id=<abc123@mail.example.com>",
                "Message-Id: <CAJ+abc=xyz9@mail.example.com>",
                "with ESMTP id <B0950073155@mail.example.com> for",
                "<= ann@localhost H=mail P=esmtps S=3312 id=abc@mail.example.org",
                "mid=<443459EF.1EK1@mail.example.com>",
                'type="text/xml"; start="<root.message@mail.example.org>"',
                "Virus name: W32.Yaha.F@mm.enc",
                "References: <x1.y2@news.example> <x3.y4@news.example>",
            ),
        ),
    ),
    normalise=lambda value, _regions: Text(value).decoded.casefold(),
)
