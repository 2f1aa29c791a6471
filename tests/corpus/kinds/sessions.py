"""Values of sessions: cookies, session ids and tokens against forged requests (CSRF).

Their formats are those that servlet containers, PHP, Django, Express, Rails, Laravel, ASP.NET and Flask document.
"""

import string
from urllib.parse import quote

from tests.corpus.marked import Marked, fill, finding, marked
from tests.corpus.source import Source
from tests.corpus.text_files import listed, sections
from tests.corpus.value import Value, whole

LABEL = "SESSION"
_LOWER = string.ascii_lowercase + string.digits
_FILE = sections("sessions.txt")
_COOKIES = listed(_FILE["cookies"])
_OTHER_COOKIES = _FILE["other cookies"]
_ATTRIBUTES = _FILE["attributes"]


def _mixed(source: Source, alphabet: str, length: int) -> str:
    """Return this number of characters, with letters and digits among them."""
    while True:
        drawn = source.text(alphabet, length)
        if any(map(str.isdigit, drawn)) and any(map(str.isalpha, drawn)):
            return drawn


def _servlet(source: Source) -> str:
    node = source.pick(("", "", ".node1", ".worker-2"))
    return _mixed(source, "0123456789ABCDEF", 32) + node


def _php(source: Source) -> str:
    return _mixed(source, _LOWER, source.pick((26, 32)))


def _asp_net(source: Source) -> str:
    return _mixed(source, _LOWER, 24)


def _express(source: Source) -> str:
    return f"s%3A{source.base64_url(31)}x.{quote(source.base64(43).rstrip('='), safe='')}"


def _rails(source: Source) -> str:
    return f"{quote(source.base64(120), safe='')}--{_mixed(source, '0123456789abcdef', 40)}"


def _flask(source: Source) -> str:
    return f"ey{'J'}{source.alphanumeric(24)}.Z{source.base64_url(4)}a.{source.base64_url(26)}b"


def _csrf(source: Source) -> str:
    return source.pick((source.alphanumeric(64), source.alphanumeric(32), source.base64_url(42) + "a"))


def _plain(source: Source) -> str:
    return source.pick((source.alphanumeric(20), source.alphanumeric(32), source.hexadecimal(40)))


_MAKES = {_servlet: 4, _php: 4, _asp_net: 2, _csrf: 3, _plain: 4}
_FORMS = {_servlet: "servlet", _php: "php", _asp_net: "asp_net", _csrf: "csrf", _plain: "plain"}
_COOKIE_MAKES = {**_MAKES, _express: 3, _rails: 2, _flask: 2}


def make(source: Source) -> Value:
    """Return a value that is a session under a key with such a name."""
    form = source.weighted(_MAKES)
    return whole(form(source), LABEL, _FORMS[form], telling=True)


def _cookie(source: Source) -> Marked:
    value = source.weighted(_COOKIE_MAKES)(source)
    return f"{source.pick(_COOKIES)}=" + finding(value, LABEL, "cookie")


def _request_cookies(source: Source) -> Marked:
    others = [marked(source.pick(_OTHER_COOKIES)) for _ in range(source.randint(0, 3))]
    cookies = [_cookie(source), *others] if source.maybe(0.5) else [*others, _cookie(source)]
    if source.maybe(0.2):
        cookies.append(_cookie(source))
    text = cookies[0]
    for cookie in cookies[1:]:
        text += "; " + cookie
    return fill(source.pick(_FILE["requests"]), text)


def _response_cookie(source: Source) -> Marked:
    attributes = "".join(f"; {source.pick(_ATTRIBUTES)}" for _ in range(source.randint(0, 4)))
    return fill(source.pick(_FILE["responses"]), _cookie(source) + attributes)


def _in_url(source: Source) -> Marked:
    return fill(source.pick(_FILE["urls"]), finding(source.weighted(_MAKES)(source), LABEL, "url_session"))


def header(source: Source) -> Marked:
    """Return cookies of a request or a response, or a session in a URL."""
    return source.pick((_request_cookies, _request_cookies, _response_cookie, _response_cookie, _in_url))(source)
