"""What the name of a value promises: a password, a key or token, or neither."""

from enum import Enum
from functools import lru_cache

from domain.redaction.context import key_words
from domain.redaction.vocabulary import MEASURES, NEUTRAL, words_of


class Named(Enum):
    """Any value of a password is one; a key or token has to look random."""

    PASSWORD = 1
    KEY = 2


_ENGLISH = ("password", "passwords", "passwd", "pwd", "pass", "passphrase", "passcode")
_PASSWORDS = words_of(
    """
    password passwords passwd passwort pwd pass passphrase passcode psw pswd pw kennwort contrasena senha parola
    wachtwoord losenord loesenord haslo requirepass mdp psk clave sifre salasana adgangskode passord jelszo heslo
    lozinka geslo parool katalaluan matkhau salasona sandi slaptazodis motdepasse passe
    密码 密碼 口令 パスワード 暗証番号 비밀번호 암호
    пароль парола пароля סיסמה سر رمز รหัสผ่าน κωδικος
    """
)
# In scripts that do not part words they are looked for inside others.
_FOREIGN_PASSWORDS = tuple(word for word in _PASSWORDS if not word.isascii())
_PASSWORD_ENDINGS = (
    "password", "passwd", "passphrase", "passwort", "passcode", "kennwort", "pwd", "contrasena", "wachtwoord", "pw",
)  # fmt: skip
# Words before `pass` that make a password of it; `bypass` and `compass` are none.
_PASS_OWNERS = words_of(
    """
    db user root admin ldap smtp mail imap pop ftp sftp ssh mysql pg postgres redis mongo rabbit amqp key store
    trust wifi bind new old auth my app proxy http basic login account service sudo vpn keystore truststore sql web
    api jdbc jmx
    """
)
_KEYS = words_of(
    """
    secret secrets token tokens apikey apikeys apitoken authtoken accesstoken refreshtoken idtoken sessiontoken
    clientsecret appsecret secretkey accesskey privatekey signingkey sharedsecret credential credentials creds jwt
    pat bearer authkey encryptionkey masterkey accountkey webhooksecret consumersecret apisecret appkey
    authorization geheimnis secreto segredo jeton geheim segreto hmac salt seed mnemonic sastoken licensekey
    sessionkey subscriptionkey functionkey deploykey storagekey sessionsecret passkey
    秘密鍵 密钥 密鑰 令牌 トークン 토큰 токен
    """
)
_KEY_ENDINGS = (
    "secret",
    "apikey",
    "token",
    "secretkey",
    "accesskey",
    "privatekey",
    "encryptionkey",
    "signingkey",
    "subscriptionkey",
    "accountkey",
    "masterkey",
    "authkey",
)
# Words before `key` that make a secret of it; `cache_key` and `primary_key` are none.
_KEY_OWNERS = words_of(
    """
    api access secret private signing sign encryption encrypt crypto cipher auth shared master client app
    application account storage service license subscription webhook session deploy deployment ssh tls ssl pem gpg
    pgp hmac jwt consumer admin server integration sendgrid stripe openai google maps github gitlab slack datadog
    newrelic mailgun twilio aws azure gcp algolia firebase sentry anthropic function functions partner payment
    internal vendor search prod fcm dd base bot oauth ocp apim cle clave chave chiave security geheimer zugangs
    symmetric aes rsa ec des kms data root recovery
    """
)
_KEY_WORDS = words_of("key keys cle clave chave chiave schluessel sleutel nyckel klucz キー 鍵 키 ключ")
# The foreign key-words' adjectives: `chave_secreta`, `cle_api`.
_KEY_ADJECTIVES = words_of("secreta secrete secreto segreta api privada privee acceso acces acesso accesso prive")
# What a token is that opens nothing.
_HARMLESS_TOKENS = words_of(
    """
    page next previous continuation pagination cursor sync cancel cancellation syntax parse parser idempotency
    fencing lexer skip card design stop start end eos bos pad unk special resume scroll max min total prompt
    completion
    """
)
# The last word of a key that tells something about a secret: `token_type`, `secret_arn`, `password_file`, `key_id`.
_ABOUT = MEASURES | words_of(
    """
    file path dir url uri arn endpoint host location store policy manager provider rotation rotated strength expired
    age reset hint field confirmationlink min max minimum maximum attempted changed required set usage remaining
    suffix algorithm alg method scheme class enabled disabled issuer audience scope scopes subject owner created
    last format source ring vault engine backend namespace kid public fingerprint fp thumbprint keyid budget counter
    estimate consumed prompt completion input output cached per left exists present missing error errors failed
    failures changes validation validator check checked mode history rules rule grant refresh needed supplied given
    verified matches
    """
)
_SAYS_NOTHING = words_of(
    """
    x value val text str string raw plain env header b64 base64 var param new old current hex sha encrypted input
    decrypted field confirmation confirm repeat again ordine acesso acceso d de
    """
)


# Parts of such words, and words that are looked for whole.
_STEMS = (
    *(
        "pass",
        "pwd",
        "secret",
        "token",
        "key",
        "cred",
        "jwt",
        "bearer",
        "authoriz",
        "senord",
        "has[l\x80-\xff]o",
        "ifre",
    ),
    *(
        "segre",
        "geheim",
        "jeton",
        "salt",
        "seed",
        "mnemonic",
        "hmac",
        "schl",
        "[\x80-\xff]{2}",
        "cle[_-]",
        "_cle[^a-z]",
    ),
    *(
        "cl\xe9[ _-]",
        "(?:^|[^a-z])pw[^a-z]",
        "(?:^|[^a-z])pat[^a-z]",
        "psk",
        "(?:^|[^a-z])mdp[^a-z]",
        "contrase",
        "(?:bind|user|admin|root|db)pw",
    ),
)
_LONG = 4


def _stems() -> tuple[str, ...]:
    words = {word for word in _PASSWORDS | _KEY_WORDS | _KEYS if word.isascii() and len(word) > _LONG}
    others = sorted(word for word in words if not any(stem in word for stem in _STEMS))
    return (*_STEMS, *others)


# What a key of these kinds holds, as RE2 reads it; and the same without what stands behind the key.
STEMS = _stems()
NAME_STEM = "|".join(stem.removesuffix("[^a-z]") for stem in STEMS)


@lru_cache(maxsize=8192)
def what_key_names(key: str) -> Named | None:
    """What the key promises its value to be, if that is a secret."""
    words = key_words(key)
    while words and words[0] in _SAYS_NOTHING:
        words = words[1:]
    if not words or words[0] in _ABOUT or key.startswith("hmac-sha"):
        return None
    named = _of_word(words[0], words[1:2])
    if named is not None or len(words) == 1 or words[1] in _ABOUT:
        return named
    # Where adjectives and genitives stand behind: `senha_atual`, `haslo_uzytkownika`.
    if words[1] in _PASSWORDS and words[1] not in _ENGLISH:
        return Named.PASSWORD
    # One more word may qualify, as in `password_primary` and `chave_secreta`; `password_change` is no password.
    if words[0] in _KEY_ADJECTIVES and (words[1] in _KEY_WORDS or words[1] in _KEYS):
        return Named.KEY
    qualifies = words[0] in NEUTRAL or words[0] in _KEY_OWNERS or words[0] in _PASS_OWNERS
    return _of_word(words[1], words[2:3]) if qualifies else None


def _of_word(word: str, before: tuple[str, ...]) -> Named | None:
    if _is_password(word):
        return Named.PASSWORD
    if word in _KEY_WORDS:
        is_key = bool(before) and before[0] in _KEY_OWNERS
    elif word in _KEYS:
        is_key = not (before and before[0] in _HARMLESS_TOKENS)
    else:
        is_key = word.endswith(_KEY_ENDINGS) and word.removesuffix("token") not in _HARMLESS_TOKENS
    return Named.KEY if is_key else None


def _is_password(word: str) -> bool:
    if word in _PASSWORDS or word.endswith(_PASSWORD_ENDINGS):
        return True
    if word.endswith("pass"):
        return word.removesuffix("pass") in _PASS_OWNERS
    return not word.isascii() and any(foreign in word for foreign in _FOREIGN_PASSWORDS)
