"""Passwords in East Asian sentences, which have no spaces between words: `パスワードは…です`."""

from collections.abc import Iterator

from domain.redaction.detectors.secret.named.forms import LETTERS_AND_DIGITS
from domain.redaction.detectors.secret.passwords import is_password
from domain.redaction.detectors.secret.sentences.stated import OPEN, one_of
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.text import Span, Text

_OPEN_WITHOUT_SPACES = rf"(?:{OPEN}|[「『])"
_IS = rf"\s?(?:{one_of('is-without-spaces')}|[:\uff1a])\s?"
# The password is the text in Latin letters.
_WITHOUT_SPACES = Pattern(
    rf"{one_of('without-spaces')}(?:{_IS}{_OPEN_WITHOUT_SPACES}?|{_OPEN_WITHOUT_SPACES})"
    r"(?P<value>[!-&(-+\--~]{4,64})"
)


def _without_spaces(text: Text, _position: int) -> Iterator[Span]:
    for match in _WITHOUT_SPACES.finditer(text.decoded):
        if LETTERS_AND_DIGITS.match(match["value"]) and is_password(match["value"]):
            yield match.span("value")


RULES = (
    Rule(
        name="sentence-without-spaces",
        pattern=_without_spaces,
        keywords=("[\xa4\xe9][\xa4\xe9][ :\"'`\xb7\xa4]*[!-~][!-~][!-~]",),
        takes=(
            "パスワードは⟦Hunter22⟧です",
            "密码是⟦Hunter22⟧",
            "비밀번호는 ⟦Hunter22⟧입니다",
            "密码：“⟦Hunter22⟧”",  # noqa: RUF001 - as Chinese writes it
            "パスワードは「⟦Hunter22⟧」です",
            "仮パスワード「⟦Hunter22⟧」を発行しました",
            "비밀번호를 ⟦Hunter22⟧로 변경",
            "密码改为 ⟦Hunter22⟧",
            "密码“⟦Hunter22⟧”无效",
        ),
        leaves=("パスワードはhunterです", "密码是${PASS1}", "路径是Hunter22", "密码在Hunter22"),
    ),
)
