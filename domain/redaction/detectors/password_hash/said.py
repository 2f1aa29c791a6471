"""Hashes that the words before them tell, or their neighbours: `password md5 = …`, `"salt":"…","hash":"…"`."""

from domain.redaction.detectors.leads import Lead, any_lead, keywords_of
from domain.redaction.detectors.password_hash.formats import HEX
from domain.redaction.detectors.signs import ASSIGNS, QUOTE
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.precheck import AnyMatch

# Windows: lines of a dump of accounts, hashes after a name, and the response to a challenge (NetNTLM, version 1 or 2).
_NTLM_LEADS = (
    r":\d{1,10}:(?=\S{65}:::)",
    rf":\d{{1,10}}:[0-9A-FX]{{32}}:(?={HEX}{{32}}:\[)",
    rf"\b(?i:(?:ntlm|nt|lm)[ _-]?hash|ha1b?)\W{{1,4}}(?={HEX}{{32}}(?![0-9A-Za-z:]))",
    rf"::[\w.-]{{0,64}}:(?:{HEX}{{16}}:|(?={HEX}{{48}}:{HEX}{{48}}:{HEX}{{16}}\b))",
)
_NTLM = Pattern(rf"(?:{'|'.join(_NTLM_LEADS)})(?P<value>{HEX}{{48}}:{HEX}{{48}}|{HEX}{{32}}(?::{HEX}{{32,1024}})?)")
_LEADS = (
    Lead(r"(?:ntlm|lm) *[:=] ?[0-9a-f]{8}", r"(?<![0-9A-Za-z])(?:ntlm|lm)\s{0,8}[:=]\s?"),
    Lead(
        "pass(?:word|wd)[ _](?:md5|sha|hash)[^=]",
        r"(?<![0-9A-Za-z])pass(?:word|wd)[\s_](?:md5|sha-?\d{0,3}|hash)(?:\smismatch)?\s?[:=|]?\s",
    ),
    Lead("(?:hashed|encrypted)[_ ]passw", r"(?:hashed|encrypted)[_\s]password\s?\|\s?"),
    Lead(r"password_?hash\(", r"password_?hash\([^()\n\x03]{0,40}\)\s?(?:=|->)\s"),
    Lead("encoder (?:md5|sha)", r"passwordencoder\s(?:md5|sha-?\d{1,3}):\s"),
    Lead("[0-9a-f] nt:", rf"(?<={HEX}{{32}})\snt:"),
    Lead(" salt ", r"(?<![0-9A-Za-z])hash\s(?=[0-9a-f]{32,128}\ssalt\s)"),
    Lead("ha1 for ", r"ha1\sfor\s\S{1,64}\s=\s"),
    Lead("htdigest", r"htdigest(?:[^\n\x03]{0,48}?[^\w.@-])?[\w.@-]{1,64}:[\w .@-]{1,64}:"),
    Lead(r"plg\$verifier", r"plg\$verifier\W{1,4}"),
    Lead(r"users\.properties", r"users\.properties(?:[^\n\x03]{0,24}?[^\w.@-])?[\w.@-]{1,64}="),
    Lead("(?:upgraded|rehashed|legacy) hash ", r"(?:upgraded|rehashed|legacy)\shash\s"),
    Lead("mgmt-user ", r"mgmt-user\s\S+\s\S+\s"),
    Lead(
        "hash (?:mismatch )?(?:for|of) ",
        r"hash\s(?:mismatch\s)?(?:for|of)\s(?!file|content|\S{0,60}\.\w{1,4}[:\s])[\w.@-]{1,64}(?::|\sis)\s",
    ),
)
# Hashes of 16 digits, of which other things have too many.
_SHORT_LEADS = (
    Lead(
        "bcode|oracle (?:10g )?hash|mysql323",
        r"(?<![0-9A-Za-z])(?:bcode|oracle\s(?:\w+\s)?hash|mysql323(?:\shash)?)\W{1,3}",
    ),
)
_AFTER_WORDS = Pattern(
    rf"(?i)(?:{any_lead(_LEADS)}(?={HEX}{{32}})|{any_lead(_SHORT_LEADS)}(?={HEX}{{16}}(?!{HEX})))"
    rf"(?P<value>{HEX}{{16,256}})(?![0-9A-Za-z])"
)
# Beside its parameters, a hash is that of a password: `"salt":"…","hash":"…"`, `kdf=pbkdf2 hash=…`.
_PARAMETER = rf"(?<![0-9A-Za-z])(?:salt|kdf|iterations){ASSIGNS}"
_SALTED_HASH = rf"(?<![0-9A-Za-z])hash{ASSIGNS}\s?{QUOTE}"
_BEHIND_PARAMETER = rf"{_PARAMETER}[^{{}}\n\x03]{{0,160}}?{_SALTED_HASH}"
_BEFORE_PARAMETER = rf"{_SALTED_HASH}(?=[0-9a-f]{{32,2048}}[^{{}}\n\x03]{{0,200}}?{_PARAMETER})"
_SALTED = Pattern(rf"(?:{_BEHIND_PARAMETER}|{_BEFORE_PARAMETER})(?P<value>[0-9a-f]{{32,2048}})(?![0-9A-Za-z])")
_CRACKED = Pattern(rf"(?<![0-9A-Za-z])(?P<value>{HEX}{{32,128}})(?=(?::\S{{1,64}})?\s\(?(?:was\s)?(?i:cracked))")

RULES = (
    Rule(
        name="ntlm",
        pattern=_NTLM,
        keywords=(
            ":::",
            r"[0-9a-f]:\[",
            "(?:ntlm|nt|lm)[ _-]?hash",
            "ha1[^0-9a-z]",
            "::",
        ),
        precheck=AnyMatch(
            r":::|:[0-9a-fx]{32}:[0-9a-f]{32}:\[|(?:ntlm|nt|lm)[ _-]?hash|ha1[^0-9a-z]|::[0-9a-z._-]*:[0-9a-f]{16}"
        ),
        takes=(
            "Administrator:500:⟦«hex:32»:«hex:32»⟧:::",
            "ada:1000:XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX:⟦«HEX:32»⟧:[U          ]:LCT-6512AB34:",
            "NTLM hash ⟦«hex:32»⟧",
            "nt_hash=⟦«hex:32»⟧",
            'username="ada", ha1="⟦«hex:32»⟧"',
            "ada::CORP:«hex:16»:⟦«hex:32»:«hex:40»⟧",
            "ada::CORP:⟦«hex:48»:«hex:48»⟧:«hex:16»",
        ),
        leaves=(
            "ada:1000:«hex:32»:::",
            "ada:1000:«HEX:32»:«HEX:32»:x",
            "ada:x:«hex:32»:«hex:32»:",
            "print hash «hex:32»",
            "nt hash «hex:40»",
            "ada::CORP:«hex:48»:«hex:48»:«hex:18»",
        ),
    ),
    Rule(
        name="said-hash",
        formerly="SECRET",
        pattern=_AFTER_WORDS,
        keywords=keywords_of((*_LEADS, *_SHORT_LEADS)),
        takes=(
            "* NTLM     : ⟦«hex:32»⟧",
            "* LM       : ⟦«hex:32»⟧",
            "mgmt-user ada root ⟦«hex:48»⟧",
            "hash mismatch for ada: ⟦«hex:64»⟧",
            "hash of ada is ⟦«hex:64»⟧",
            "password md5 = ⟦«hex:32»⟧ for user 12",
            "passwd sha-256: ⟦«hex:64»⟧",
            "legacy password md5 ⟦«hex:32»⟧ rehashed",
            "password hash mismatch: ⟦«hex:64»⟧",
            "password_hash | ⟦«hex:64»⟧",
            "ntlm=⟦«hex:32»⟧",
            "digest ha1 for ada = ⟦«hex:32»⟧",
            ".htdigest:12: ada:Private Area:⟦«hex:32»⟧",
            "htdigest ada:files:⟦«hex:32»⟧",
            "PLG$VERIFIER=⟦«HEX:128»⟧",
            "mgmt-users.properties ada=⟦«hex:32»⟧",
            "users.properties:3: ada=⟦«hex:32»⟧",
            "upgraded hash ⟦«hex:32»⟧ of ada",
            "oracle 10g hash ⟦«HEX:15»A⟧",
            "BCODE: ⟦«HEX:15»A⟧",
            "mysql323 hash ⟦«hex:16»⟧",
            "hashed_password | ⟦«hex:64»⟧",
            "encrypted password | ⟦«hex:64»⟧",
            "getPasswordHash(7) = ⟦«hex:64»⟧",
            "password_hash(7) -> ⟦«hex:64»⟧",
            "LegacyPasswordEncoder sha256: ⟦«hex:64»⟧ for ada",
            "PasswordEncoder MD5: ⟦«hex:32»⟧ for ada",
            "LM:⟦«hex:32»⟧ NT:⟦«hex:32»⟧",
            "user ada hash ⟦«hex:64»⟧ salt x",
        ),
        leaves=(
            "hash of a.iso: missing",
            "hash of file: «hex:64»",
            "hash of content: «hex:64»",
            "hash of a.iso: «hex:32»",
            "SHA1: «hex:40»",
            "xlm: «hex:32»",
            "nopassword md5: «hex:32»",
            "* NTLM : «hex:32»x",
            "abcode: «hex:16»",
            "oracle hash «hex:20»",
            "user ada hash «hex:64» size 3",
            "filehash «hex:64» salt x",
            "x NT:«hex:32»",
            "ntlm: «hex:16»",
            "digest ada:files:«hex:32»",
        ),
    ),
    Rule(
        name="salted-hash",
        pattern=_SALTED,
        source="passport-local-mongoose, and other stores of users.",
        keywords=(r"(?:salt|kdf|iterations)[\\\"']* ?[:=]",),
        precheck=AnyMatch(r"hash[\\\"']* ?[:=]"),
        takes=(
            '{"user":"ada","salt":"«hex:32»","hash":"⟦«hex:128»⟧"}',
            '{"hash":"⟦«hex:64»⟧","salt":"«hex:32»"}',
            "kdf=pbkdf2 iterations=9 hash=⟦«hex:64»⟧ user=ada",
            "hash=⟦«hex:64»⟧ iterations=1000",
        ),
        leaves=(
            '{"hash":"«hex:64»","size":3}',
            '{"salt":"a","hash":"«hex:64»g"}',
            '{"salt":"a"},{"hash":"«hex:64»"}',
            '{"hash":"«hex:64»"},{"salt":"a"}',
            "mykdf=pbkdf2 hash=«hex:64»",
            "kdf=pbkdf2 filehash=«hex:64»",
            "kdf=pbkdf2\nhash=«hex:64»",
            "myhash=«hex:64» kdf=pbkdf2",
            "hash=«hex:64» mykdf=pbkdf2",
        ),
    ),
    Rule(
        name="cracked-hash",
        pattern=_CRACKED,
        keywords=("[ (]cracked",),
        takes=(
            "⟦«hex:32»⟧:51759f6d cracked for user ada",
            "hash ⟦«hex:32»⟧ was cracked",
            "⟦«hex:32»⟧:letmein (cracked)",
        ),
        leaves=("«hex:32» loaded, 3 cracked", "«hex:24» cracked", "x«hex:32» cracked"),
    ),
)
