"""The notations of names and their values in logs, such as `password := "…"`.

A new notation needs a clause in `PAIR` (or another pattern here), the same in `key_and_value` so that the prefilter
finds it, and an example in `examples.py`.
"""

import re
import string

from domain.redaction.context import TYPE_NAMES
from domain.redaction.named.names import LONGEST_KEY
from domain.redaction.pattern import Pattern
from domain.redaction.text import one_of
from domain.redaction.words import read_words

KEY_CHARACTERS = r"[\w$.\x80-\xff-]"
KEY_RUN = Pattern(rf"{KEY_CHARACTERS}++")
# The same as single characters of a folded text.
IN_KEY = frozenset("$.-_" + string.ascii_letters + string.digits + "".join(map(chr, range(0x80, 0x100))))

# YAML's `|` and `>` put the value on the next line.
_BLOCK = r"[|>][+-]?(?:\r?\n|\\n)\s{0,16}"
# `u'…'`, `b"…"`, `N'…'`, `$"…"`: letters and signs before a quote that give the kind of string.
STRING_PREFIXES = "uUbBfFrRNL@$"
_QUOTE = rf"(?:[{STRING_PREFIXES}]{{0,2}}\\*[\"'`])"
# What OpenSSL, Go, Rust, Swift, Java, PHP and Spring write before a value.
_OPTIONAL = r"(?:Some|Optional)\("
# `Some(…)`, `Optional[…]`, `string(8) …`
_WRAPPER = (
    rf"pass:|!!str\s|\(string\)\s\(len=\d{{1,6}}\)\s|{_OPTIONAL}|Str\(|Optional\[|string\(\d{{1,6}}\)"
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
_WHOSE = rf"(?:{one_of(_WORDS['of'])})\s(?:user\s)?[\w.@-]{{1,40}}"
# `password (sandbox)`, `encryption key (hex)`.
_ADDITION = r"(?:\s\([A-Za-z][\w\s]{1,15}\))?"
# The attributes of an XML element.
_ATTRIBUTES = r"""(?:\s{1,8}[\w:.-]{1,40}=\\*["'][^"'<>]{0,200}["']){1,8}\s?"""
# `var token string = "…"`, `token: str = "…"`.
_TYPE = r"(?:\s?:?\s(?:string|str|String))?"
_ASSIGNMENT = r"=>|->|:{1,3}=|(?:\?\?|[?+.!])?={1,3}|:{1,2}"
# A key, the separator before its value, and the signs that open the value.
PAIR = Pattern(
    rf"""
    (?P<key>{KEY_CHARACTERS}{{1,{LONGEST_KEY}}}+)
    (?:\[\d{{0,2}}\])?
    (?: (?:\\*["'`]|\*\*)?[\])}}]?{_TYPE}{_ADDITION}
        (?P<separator>
            >\s{{0,16}}<(?:\w{{1,16}}:)?(?i:value)> | :\w{{2,16}}\)\s<-\s
          | :\s(?:defined\s\S{{1,40}}\sas|\w{{1,24}}\schanged)\s
          | (?:\s{{0,3}}|[ \t]{{4,40}})(?:{_ASSIGNMENT})(?:\*\*)? | (?:{_ATTRIBUTES})?>
          | \((?:[a-z]{{2,12}}:)?(?=[^\s():]{{6,64}}\)(?![\w.(;]|\s?(?:[-=]>|[{{:])))
          | \s{_IS}(?::\s|\s(?:now\s)?) | \s(?:{_LEADS})\s | \s(?:{_LEADS_TO_OLD})[=:]\s? | \sto\s(?=\\*["'])
          | \s{_WHOSE}(?:\s?:\s?|\s{_IS}\s) | \s(?:\.{{2,}}:|\.{{4,}})\s | \s(?:[-~/\xb7]|<-)\s | \s\.\s(?=\\*["'])
          | (?:\n|\\n)\s{{1,8}}[^\n\[\\]{{1,120}}\[type=\w{{1,40}},\sinput_value=
          | </(?:\w{{1,16}}:)?\w{{1,16}}>(?:\s{{0,16}}<(?:\w{{1,16}}:)?\w{{1,16}}>){{1,2}}
          | \^ | \|(?=[^\s|=]{{3,}}={{0,2}}(?:\s|$)) | \sas\s\[\w{{2,16}}\]\s-
          | [ \t]{{0,40}}\|[ \t]{{0,40}}(?=[^\s|=]{{6,}}[ \t]{{0,40}}\|)
        )
      | \]?(?<=[\w\]\xa4])\s(?P<unparted>)
    )
    \s{{0,4}}[ \t]*+{_opener(f"{_CALL}|{_WRAPPER}")}""",
    re.VERBOSE,
)
# A field of a record (`records.py`), up to its value.
FIELD = Pattern(
    rf"""(?P<key>[A-Za-z_][\w.-]{{0,40}}+)\\*["']?\]?\s{{0,2}}(?P<separator>=>|[:=])\s{{0,2}}{_opener(_OPTIONAL)}""",
    re.VERBOSE,
)
# `<field name="apikey">…`, and parts of a form: the name is in an attribute or in a header.
NAME_AND_CONTENT = Pattern(
    r"""
    (?:name|key|field|param|parameter|variable|env|label|property|attribute|type)=\\*["']?
    (?P<key>[A-Za-z_\x80-\xff][\w .\x80-\xff-]{1,63}?)\\{0,15}["']?
    (?: (?:\s\w{1,24}=\\*["'][^"'<>]{0,40}["']){0,4}>(?:<value>)? | (?:(?:\r|\\r)?(?:\n|\\n)){2} )
    (?P<separator>)(?P<opened>)(?P<quote>)""",
    re.VERBOSE | re.IGNORECASE,
)
# Names of types, and of the first of two values: `"password":{"from":"…","to":"…"}`.
_BETWEEN = f"{TYPE_NAMES}|{'|'.join(_WORDS['old'])}"
# Any other notation: only signs, such names and lengths stand between a key and its quoted value.
OTHER_NOTATION = Pattern(
    rf"""(?P<key>{KEY_CHARACTERS}{{2,{LONGEST_KEY}}}+)(?!\\[nrt])[^\w\s](?:[^\w\n}}\]]|(?i:{_BETWEEN})\b|\d{{1,3}}\b){{0,30}}?
        (?P<separator>)(?P<opened>(?P<quote>\\*["'])(?!(?i:{_BETWEEN})\\*["'])(?=[^\s"',:;)\]}}>\\]))""",
    re.VERBOSE,
)
# `apiToken,…` in a list; the following text must look random.
LISTED = Pattern(rf"(?P<key>{KEY_CHARACTERS}{{1,{LONGEST_KEY}}}+)(?P<separator>,)(?P<opened>(?P<quote>(?!))?)")
# `["--password", "…"]`: the arguments of a program as a list.
LISTED_FLAG = Pattern(
    rf"""(?P<key>--?{KEY_CHARACTERS}{{1,{LONGEST_KEY}}}+)\\*["'](?P<separator>,)\s?(?P<opened>(?P<quote>\\*["']))"""
)
# Before the name in `[["secret", "…"], …]`, `[('secret', '…'), …]`: lists of pairs of a name and a value.
LIST_OF_TWO_OPENS = Pattern(r"[\[,]\s?[\[(]\\*[\"']$")
# `["password", "…"]`: the rest of a list of two, from the name on.
REST_OF_TWO = Pattern(rf"""(?!-){KEY_CHARACTERS}{{2,{LONGEST_KEY}}}+\\*["'],\s?\\*["'][^"'\\\n]{{1,128}}\\*["']\s?\]""")
ASSIGNMENTS = ("=", "=>", ":=", "==", "->", ">", "::=", ":::=", "?=", "+=", ".=", "??=", "!=", "===")

_OPEN = rf"\s*(?:[\[<(|]|<<|\w+\(|[|>][+-]?\s*(?:\\n)?)?\s*(?:[{STRING_PREFIXES}]*\\*[\"'`])?\\*"
_NO_WORD = r"[^\s\"'`<>,;&]*?(?:[0-9!@#$%^*_+/\x80-\xff.-]|(?-i:[a-z][A-Z]|[A-Z][A-Z]))"
# Of a value that begins with a blanked placeholder.
_REST = r"\x00+[^\s\"'`<>,;&=\x00\\\])}]"


def key_and_value(stems: str, tails: str) -> str:
    """Return an RE2 pattern for a key, the separator, and enough of the value to see that it may be one.

    A value that is only a placeholder, which `Text.data` may have blanked, does not match. Names of several words end
    in one of the `tails`. The pattern uses `*` only, because counted repeats multiply the states of the automaton.
    """
    name = rf"(?:{stems}){KEY_CHARACTERS}*(?: (?:{tails}))?(?:\[[\w\"' .-]*\]| \([a-z][\w ]*\))?"
    return (
        rf"{name}[\"'`\\\])}}*]*(?:"
        rf"(?:\s*:?\sstr(?:ing)?)?\s*(?:=>|:+=|->|[?+.!]*=+|>){_OPEN}[\"'`]?(?:{_REST}|[^\s\"'`<>,;&=\x00])"
        rf"|\s*:\**{_OPEN}(?:[\"'`](?:\x00+[^\"'`\x00\\]|[^\"'`\x00])|{_NO_WORD}|[a-z]+(?:[\s\"'\\,;&)\]}}]|$))"
        rf"|\s[\"'\\<]*{_NO_WORD}"
        r"|\s\s*\\*[\"']\x00*[^\s\"'`<>,;&\x00][^\s\"'`<>,;&]*[\"'\\]"
        rf"|\s(?:[a-z\xe9][a-z\xe9]?[a-z]?\s(?:user\s)?[\w.@-]*\s?)?"
        rf"(?:(?:{_IS}:?|{_LEADS}|\.\.+:?)\s[^\x00]|:)"
        rf"|\s(?:{_LEADS_TO_OLD})[=:]"
        r"|\s[a-z][\w:.-]*=[\"'\\]+[^<>]*>[^\s<]|\([^\s()]*[0-9][^\s()]*\)"
        rf"|(?:\s?::\s|\s(?:->|<-|[-~/.\xb7])\s|\s*\|\s*|,){_NO_WORD}"
        r"|(?:\s\xb7\s|\||\t|\^)[^\s|=^]"
        r"|(?:\r|\\r)?(?:\n|\\n)|\sas\s\[|\\*[\"']?[,;]?\s*\\*[\"']?\w*(?:\.?val|content|old|new|from|before)"
        r"|(?:</[\w:]*)?>\s*<[^/]|\sto\s\\*[\"']|:\w*\)\s<-|:\s(?:\w*\schanged|defined\s)"
        rf"|[^\w\s](?:[^\w\n\x00]|(?:{_BETWEEN})\b|[0-9]{{1,3}}\b)*[\"'>]\x00*[^\s\"',:;)\]}}>\\\x00])"
    )
