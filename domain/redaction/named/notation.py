"""The notations of names and their values in logs, such as `password := "…"`.

A new notation needs an entry in `_SEPARATORS` (or another pattern here), the same in `_SEPARATORS_AND_VALUES`, with
which texts are searched first, and an example in `examples.py`.
"""

import re
import string
from collections.abc import Iterable, Sequence

from domain.redaction.context import TYPE_NAMES
from domain.redaction.named.names import LONGEST_KEY
from domain.redaction.pattern import Pattern
from domain.redaction.text import one_of
from domain.redaction.words import read_words

KEY_CHARACTERS = r"[\w$.\x80-\xff-]"
# In `user->password`, the dash belongs to the arrow.
_KEY = r"(?:[\w$.\x80-\xff]++|-(?!>))++"
KEY_RUN = Pattern(rf"{KEY_CHARACTERS}++")
# The same as single characters of a folded text.
IN_KEY = frozenset("$.-_" + string.ascii_letters + string.digits + "".join(map(chr, range(0x80, 0x100))))

# YAML's `|` and `>` put the value on the next line.
_BLOCK = r"[|>][+-]?(?:\n|\\n)\s{0,16}"
# `u'…'`, `b"…"`, `N'…'`, `$"…"`: letters and signs before a quote that give the kind of string.
STRING_PREFIXES = "uUbBfFrRNL@$"
_QUOTE = rf"(?:[{STRING_PREFIXES}]{{0,2}}\\*[\"'`])"
# What OpenSSL, Go, Rust, Swift, Java, PHP and Spring write before a value.
_OPTIONAL = r"(?:Some|Optional)\("
# `Some(…)`, `Optional[…]`, `string(8) …`
_WRAPPER = (
    rf"pass:|!!str\s|\(string\)\s\(len=\d{{1,6}}\)\s|{_OPTIONAL}|Str\(|Optional\[|\[\]string\{{|string\(\d{{1,6}}\)"
    r"|rejected\svalue\s\["
)
# Types that hold a string: `Secret("…")`, `GuardedString("…")`.
_HOLDER = r"[A-Z][A-Za-z]{0,15}(?:Str|String|Value|Bytes|Secret|Password|Text)|Secret|Password|String|Value|Sensitive"
# Erlang, XML, and functions that are given the value.
_CALL = rf"<<|<!\[CDATA\[|(?:md5|sha1|sha256|crypt|encrypt|password|str|bytes|{_HOLDER})\((?=\s?{_QUOTE})"


def _opener(wrappers: str) -> str:
    return rf"(?P<opened>(?:{wrappers}|[\[<(]|{_BLOCK})?\s?(?P<quote>{_QUOTE})?)"


_WORDS = read_words("notations")
_IS = f"(?:{one_of(_WORDS['is'])})"
# `"password" with value "…"`, `DB_PASS defined as '…'`, and `password changed: old=…`.
_LEADS, _LEADS_TO_OLD = one_of(_WORDS["phrases-before-value"]), one_of(_WORDS["phrases-before-old-value"])
# The owner of the value: `password for ada`, `contraseña del usuario`.
_NOUNS = "|".join(_WORDS["nouns-of-owners"])
_WHOSE = rf"(?:{one_of(_WORDS['of'])})\s(?!(?:{_NOUNS})\s?:)(?:user\s)?[\w.@-]{{1,40}}"
# `password (sandbox)`, `encryption key (hex)`.
_ADDITION = r"(?:\s\([A-Za-z][\w\s]{1,15}\))?"
# The attributes of an XML element.
_ATTRIBUTES = r"""(?:\s{1,8}[\w:.-]{1,40}=\\*["'][^"'<>]{0,200}["']){1,8}\s?"""
# `var token string = "…"`, `token: str = "…"`.
_TYPE = r"(?:\s?:?\s(?:string|str|String))?"
# Formatting in HTML, as in the text of mails, before a value that is all of the element or of the line, or has digits.
_ELEMENTS = "(?:b|i|em|strong|code|span|tt|kbd|font|td|th|dt|dd|p|div)"
_MARKUP = rf"(?:</?{_ELEMENTS}(?:\s[^<>\n]{{0,80}})?>[ ]{{0,4}}){{1,4}}"
_MARKED_UP = r"(?=[^\s<>\\]{3,64}(?:</|[ \t]*(?:\\n|(?m:$)))|[^\s<>\d]{0,64}\d)"
# What PHP prints after the name of a member: `["password":protected]=>`, `[password:App\User:private] =>`.
_VISIBILITY = r"""(?::(?:\\*["']?[\w\\]{1,80}\\*["']?:)?(?:protected|private))?"""
_ASSIGNMENT = r"=>|->|:{1,3}=|(?:\?\?|[?+.!])?={1,3}|:{1,2}"
# What may be between a key and its value. The order counts: the first that matches is taken.
_SEPARATORS = (
    # `<password><value>…`, `(password:VARCHAR) <- …`, `password: defined 'password' as …`, `password: token changed …`
    r">\s{0,16}<(?:\w{1,16}:)?(?i:value)>",
    r":\w{2,16}\)\s<-\s",
    r":\s(?:defined\s\S{1,40}\sas|\w{1,24}\schanged)\s",
    # `Password:</b> …`, `password is <b>…`, `Password</b>: …`
    rf"(?:(?:\s?:|\s{_IS}:?)\s?{_MARKUP}|</{_ELEMENTS}>\s?:\s?){_MARKED_UP}",
    # The value is a level below, in YAML.
    r":[ \t]*(?:\n|\\n)[ \t]{1,16}(?:value|val|new|current|plain):\s",
    # `password: nil -> …`
    r"\s?[:=]\s(?:nil|null|None|none|undefined)\s[-=]>\s",
    # A list in YAML.
    r":[ \t]*(?:\n|\\n)[ \t]{0,16}-\s",
    # `password = …`, `**password:** …`, `<password type="text">…`
    rf"(?:\s{{0,3}}|[ \t]{{4,40}})(?:{_ASSIGNMENT})(?:\*\*)?",
    rf"(?:{_ATTRIBUTES})?>",
    # `password(…)`, `password(default:…)`, also before a full stop
    r"\((?:[a-z]{2,12}:)?(?=[^\s():]{6,64}\)(?![\w(;]|\.\S|\s?(?:[-=]>|[{:])))",
    # `password[…]`, `password{…}`
    r"[\[{](?=[^\s\[\]{}:,;=]{6,64}[\]}](?![\w.(;\[]|\s?=))",
    # `token issued value=…`, `api key created: value=…`
    r"(?:\s[a-z]{3,12}:?)?\s(?:value|val)[=:]\s?",
    # `password LIKE '…'`, `token IN ('…')`
    r"\s(?i:like|in\s\()\s?",
    # `token rejected: …`, `password changed: "…"`, `password new: …`
    rf"\s(?:not\sfound|{one_of(_WORDS['participles'])}):\s(?!old|alt)",
    rf"\s(?:{one_of(_WORDS['adjectives'])}):\s",
    # `password is …`, `password set to …`, `password changed: old=…`, `password to '…'`, `password for ada: …`
    rf"\s{_IS}(?::\s|\s(?:now\s)?)",
    rf"\s(?:{_LEADS})\s",
    rf"\s(?:{_LEADS_TO_OLD})[=:]\s?",
    r"""\sto\s(?=\\*["'])""",
    rf"\s{_WHOSE}(?:\s?:\s?|\s{_IS}\s)",
    # `password ....: …`, `password - …`, `password <- …`, `(password . "…")`
    r"\s(?:\.{2,}:|\.{4,})\s",
    r"\s(?:[-~/\xb7]|<-)\s",
    r"""\s\.\s(?=\\*["'])""",
    # Of pydantic: `password⏎  Input should be … [type=…, input_value=…`; and `<key>password</key><string>…`
    r"(?:\n|\\n)\s{1,8}[^\n\[\\]{1,120}\[type=\w{1,40},\sinput_value=",
    r"\s?</(?:\w{1,16}:)?[\w-]{1,24}>(?:\s{0,16}<(?:\w{1,16}:)?[\w-]{1,24}(?:\s[^<>]{1,80})?>){1,2}",
    # `user^ada~password^…`, `password|…`, of Hibernate `password as [VARCHAR] - …`, and `| password | … |`
    r"\^",
    r"\|(?=[^\s|=]{3,}={0,2}(?:\s|$))",
    r"\sas\s\[\w{2,16}\]\s-",
    r"[ \t]{0,40}\|[ \t]{0,40}(?=[^\s|=]{6,}[ \t]{0,40}\|)",
)
# A key, the separator before its value, and the signs that open the value. A key may have an index, quotes and a type.
PAIR = Pattern(
    rf"""(?P<key>{_KEY})(?:\(\))?(?:\]?\[(?:\d{{0,2}}|{"|".join(_WORDS["states"])})\])?"""
    rf"""(?:(?:\\*["'`]|\*\*)?{_VISIBILITY}[\])}}]?{_TYPE}{_ADDITION}(?P<separator>{"|".join(_SEPARATORS)})"""
    rf"""|\]?(?<=[\w\]\xa4])\s(?P<unparted>))\s{{0,4}}[ \t]*+{_opener(f"{_CALL}|{_WRAPPER}")}"""
)
# A field of a record (`records.py`), up to its value.
FIELD = Pattern(
    rf"""(?P<key>[A-Za-z_][\w.-]{{0,40}}+)\\*["']?\]?\s{{0,2}}(?P<separator>=>|[:=])\s{{0,2}}{_opener(_OPTIONAL)}""",
    re.VERBOSE,
)
# `<field name="apikey">…`, and parts of a form: the name is in an attribute or in a header.
NAME_AND_CONTENT = Pattern(
    rf"""
    (?:{"|".join((*_WORDS["fields-of-names"], "label", "type"))})=\\*["']?
    (?P<key>[A-Za-z_\x80-\xff][\w .\x80-\xff-]{{1,63}}?)\\{{0,15}}["']?
    (?: (?:\s\w{{1,24}}=\\*["'][^"'<>]{{0,40}}["']){{0,4}}>(?:\s{{0,16}}<[\w:]{{0,24}}value(?:\s[^<>]{{0,80}})?>)?
      | (?:(?:\\r)?(?:\n|\\n)){{2}} )
    (?P<separator>)(?P<opened>)(?P<quote>)""",
    re.VERBOSE | re.IGNORECASE,
)
# Names of types, and of the first of two values: `"password":{"from":"…","to":"…"}`.
_BETWEEN = f"{TYPE_NAMES}|{'|'.join(_WORDS['old'])}"
# Any other notation: only signs, such names and lengths stand between a key and its quoted value.
_ANY_SIGNS = rf"(?!\\[nrt])[^\w\s](?:[^\w\n}}\]]|(?i:{_BETWEEN})\b|\d{{1,3}}\b){{0,30}}?"
_VALUE_OPENS = rf"(?P<quote>\\*[\"'])(?!(?i:{_BETWEEN})\\*[\"'])(?=[^\s\"',:;)\]}}>\\])"
OTHER_NOTATION = Pattern(
    rf"(?P<key>{KEY_CHARACTERS}{{2,{LONGEST_KEY}}}+){_ANY_SIGNS}(?P<separator>)(?P<opened>{_VALUE_OPENS})"
)
# `apiToken,…` in a list; the following text must look random.
LISTED = Pattern(rf"(?P<key>{KEY_CHARACTERS}{{1,{LONGEST_KEY}}}+)(?P<separator>,)(?P<opened>(?P<quote>(?!))?)")
# `set :db_password, '…'`, `{:password, "…"}`: a symbol of Ruby or Elixir, and its value.
SYMBOL = Pattern(rf"""(?P<key>{KEY_CHARACTERS}{{1,{LONGEST_KEY}}}+)(?P<separator>,)\s?(?P<opened>(?P<quote>\\*["']))""")
# `["--password", "…"]`: the arguments of a program as a list.
LISTED_FLAG = Pattern(
    rf"""(?P<key>--?{KEY_CHARACTERS}{{1,{LONGEST_KEY}}}+)\\*["'](?P<separator>,)\s?(?P<opened>(?P<quote>\\*["']))"""
)
# Before the name in `[["secret", "…"], …]`, `[('secret', '…'), …]`: lists of pairs of a name and a value.
LIST_OF_TWO_OPENS = Pattern(r"(?:[\[,]\s?|(?i:values)\s?)[\[(]\\*[\"']$")
# `["password", "…"]`: the rest of a list of two, from the name on.
REST_OF_TWO = Pattern(
    rf"""(?!-){KEY_CHARACTERS}{{2,{LONGEST_KEY}}}+\\*["'],\s?\\*["'][^"'\\\n]{{1,128}}\\*["']\s?[\])]"""
)
ASSIGNMENTS = ("=", "=>", ":=", "==", "->", ">", "::=", ":::=", "?=", "+=", ".=", "??=", "!=", "===")

# The rest is for RE2. It uses `*` only, because counted repeats multiply the states of the automaton.
_NO_LETTER = "[^a-z]"
_OPEN = rf"\s*(?:[\[<(|]|<<|\w+\(|[|>][+-]?\s*(?:\\n)?)?\s*(?:[{STRING_PREFIXES}]*\\*[\"'`])?\\*"
_NO_WORD = r"[^\s\"'`<>,;&]*?(?:[0-9!@#$%^*_+/\x80-\xff.-]|(?-i:[a-z][A-Z]|[A-Z][A-Z]))"
# Of a value that begins with a blanked placeholder.
_REST = r"\x00+[^\s\"'`<>,;&=\x00\\\])}]"
# The beginning of a value in quotes, a value that is no word, and a word that ends.
_QUOTED_OR_NO_WORD = rf"(?:[\"'`](?:\x00+[^\"'`\x00\\]|[^\"'`\x00])|{_NO_WORD}|[a-z]+(?:[\s\"'\\,;&)\]}}]|$))"
_OWNER = r"(?:[a-z\xe9][a-z\xe9]?[a-z]?\s(?:user\s)?[\w.@-]*\s?)?"
# After a key, the separators above and enough of the value to see that it may be one.
_SEPARATORS_AND_VALUES = (
    # Signs of assignment, a colon, and white space alone.
    rf"(?:\s*:?\sstr(?:ing)?)?\s*(?:=>|:+=|->|[?+.!]*=+|>){_OPEN}[\"'`]?(?:{_REST}|[^\s\"'`<>,;&=\x00])",
    rf"\s*:\**{_OPEN}{_QUOTED_OR_NO_WORD}",
    r":\s*(?:\n|\\n)\s*[a-z]+:",
    rf"\s\s*[\"'\\<]*{_NO_WORD}",
    r"\s\s*\\*[\"']\x00*[^\s\"'`<>,;&\x00][^\s\"'`<>,;]*[\"'\\]",
    # Words, perhaps with an owner before them.
    rf"\s{_OWNER}(?:(?:{_IS}:?|{_LEADS}|\.\.+:?)\s[^\x00]|:)",
    rf"\s(?:{_LEADS_TO_OLD})[=:]",
    r"\s[a-z]*:?\sval(?:ue)?[=:]",
    r"\sto\s\\*[\"']",
    r":\s(?:\w*\schanged|defined\s)",
    r"\s(?:like|in)\s\(?[\"'\\]",
    # Participles and adjectives.
    r"\s[a-z\xe9]+(?:\sfound)?:\s[^\s]",
    # Elements of XML and HTML.
    r"\s*:\s*<[a-z]",
    r"</[a-z]*>\s*:",
    r"\s[a-z][\w:.-]*=[\"'\\]+[^<>]*>[^\s<]",
    r"(?:\s?</[\w:-]*)?>\s*<[^/]",
    # Brackets and other signs.
    r"\([^\s()]*[0-9][^\s()]*\)",
    r"[\[{][^\s\[\]{}]*[0-9][^\s\[\]{}]*[\]}]",
    rf"(?:\s?::\s|\s(?:->|<-|[-~/.\xb7])\s|\s*\|\s*|,){_NO_WORD}",
    r"(?:\s\xb7\s|\||\t|\^)[^\s|=^]",
    r"\s\|\s[^\s|=]*\s*\|",
    r"\sas\s\[",
    r":\w*\)\s<-",
    # The value is on the next line, or in another field.
    r"(?:\\r)?(?:\n|\\n)",
    r"\\*[\"']?[,;]?\s*\\*[\"']?\w*(?:\.?val|content|old|new|from|before)",
    # Any other notation.
    rf"[^\w\s](?:[^\w\n\x00]|(?:{_BETWEEN})\b|[0-9]{{1,3}}\b)*[\"'>]\x00*[^\s\"',:;)\]}}>\\\x00]",
)


def key_with(stems: Sequence[str]) -> str:
    """Return an RE2 pattern for a key, from one of the stems to its end.

    After a stem that ends in `[^a-z]`, no letter follows: `pat[^a-z]` is in `github_pat`, but not in `path`.
    """
    words = [stem.removesuffix(_NO_LETTER) for stem in stems if stem.endswith(_NO_LETTER)]
    parts = [stem for stem in stems if not stem.endswith(_NO_LETTER)]
    in_words = rf"(?:{'|'.join(parts)}){KEY_CHARACTERS}*"
    return rf"(?:{in_words}|(?:{'|'.join(words)})(?:[0-9$._\x80-\xff-]{KEY_CHARACTERS}*)?)" if words else in_words


def key_and_value(stems: Sequence[str], tails: Iterable[str]) -> str:
    """Return an RE2 pattern for a key, the separator, and enough of the value to see that it may be one.

    A value that is only a placeholder, which `Text.data` may have blanked, does not match. Names of several words end
    in one of the `tails`.
    """
    name = rf"{key_with(stems)}(?: (?:{'|'.join(tails)})[0-9]?)?(?:\(\)\s)?\]?(?:\[[\w\"' .-]*\]| \([a-z][\w ]*\))?"
    return rf"{name}[\"'`\\\])}}*]*(?::[\w\"'\\:]*\]\s*)?(?:{'|'.join(_SEPARATORS_AND_VALUES)})"
