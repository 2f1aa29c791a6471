"""What the name of a value promises: a password, a key or token, or neither."""

from enum import Enum
from functools import lru_cache

from domain.redaction.context import key_words
from domain.redaction.vocabulary import MEASURES, NEUTRAL, words_of


class Named(Enum):
    """Any value of a password is one; a key or token has to look random."""

    PASSWORD = 1
    KEY = 2


_PASSWORDS = words_of(
    """
    password passwords passwd passwort pwd pass passphrase passcode psw pswd pw kennwort contrasena senha parola
    wachtwoord losenord loesenord haslo requirepass mdp clave sifre salasana adgangskode passord jelszo heslo lozinka geslo parool slaptazodis
    motdepasse passe 密码 密碼 口令 パスワード 暗証番号 비밀번호 암호 пароль парола пароля סיסמה سر رمز รหัสผ่าน κωδικος
    """
)
_PASSWORD_ENDINGS = (
    "password", "passwd", "passphrase", "passwort", "passcode", "kennwort", "pwd", "contrasena", "wachtwoord", "pw",
)  # fmt: skip
# Words before `pass` that make a password of it; `bypass` and `compass` are none.
_PASS_OWNERS = words_of(
    "db user root admin ldap smtp mail imap pop ftp sftp ssh mysql pg postgres redis mongo rabbit amqp key store trust wifi bind "
    "new old auth my app proxy http basic login account service sudo vpn keystore truststore sql web api imap jdbc jmx"
)
_KEYS = words_of(
    """
    secret secrets token tokens apikey apikeys apitoken authtoken accesstoken refreshtoken idtoken sessiontoken
    clientsecret appsecret secretkey accesskey privatekey signingkey sharedsecret credential credentials creds jwt pat
    bearer authkey encryptionkey masterkey accountkey webhooksecret consumersecret apisecret appkey authorization
    geheimnis secreto segredo jeton geheim segreto hmac salt psk seed mnemonic sastoken licensekey sessionkey
    subscriptionkey functionkey deploykey storagekey sessionsecret passkey
    """
)
_KEY_ENDINGS = ("secret", "apikey", "token", "secretkey", "accesskey", "privatekey", "encryptionkey", "signingkey", "subscriptionkey")
# Words before `key` that make a secret of it; `cache_key` and `primary_key` are none.
_KEY_OWNERS = words_of(
    """
    api access secret private signing sign encryption encrypt crypto cipher auth shared master client app application
    account storage service license subscription webhook session deploy deployment ssh tls ssl pem gpg pgp hmac jwt
    consumer admin server integration sendgrid stripe openai google maps github gitlab slack datadog newrelic mailgun
    twilio aws azure gcp algolia firebase sentry anthropic function functions partner payment internal vendor search
    prod bot oauth ocp apim cle clave chave chiave security geheimer zugangs symmetric aes rsa ec des kms data root recovery
    """
)
_KEY_WORDS = words_of("key keys cle clave chave chiave schluessel sleutel nyckel klucz")
# The foreign key-words' adjectives: `chave_secreta`, `cle_api`.
_KEY_ADJECTIVES = words_of("secreta secrete secreto segreta api privada privee acceso acces acesso accesso prive")
# What a token is that opens nothing.
_HARMLESS_TOKENS = words_of(
    "page next previous continuation pagination cursor sync cancel cancellation syntax parse parser idempotency fencing lexer "
    "card design stop start end eos bos pad unk special resume scroll max min total prompt completion"
)
# The last word of a key that tells something about a secret: `token_type`, `secret_arn`, `password_file`, `key_id`.
_ABOUT = MEASURES | words_of(
    """
    file path dir url uri arn endpoint host location store policy manager provider rotation rotated strength expired age
    reset hint field confirmationlink min max minimum maximum attempted changed required set usage remaining suffix algorithm alg method
    scheme class enabled disabled issuer audience scope scopes subject owner created last format source ring vault engine
    backend namespace kid public fingerprint fp thumbprint keyid budget counter estimate consumed prompt completion
    input output cached per left exists present missing error errors failed failures changes validation validator check
    checked mode history rules rule grant refresh needed supplied given verified matches
    """
)
_SAYS_NOTHING = words_of(
    "x value val text str string raw plain env header b64 base64 var param new old current hex sha encrypted input decrypted field confirmation confirm repeat again ordine acesso acceso dordine"
)


@lru_cache(maxsize=8192)
def what_key_names(key: str) -> Named | None:
    """What the key promises its value to be, if that is a secret."""
    words = key_words(key)
    while words and words[0] in _SAYS_NOTHING:
        words = words[1:]
    if not words:
        return None
    word, before = words[0], words[1:2]
    if word in _ABOUT:
        return None
    if (named := _of_word(word, before)) or not before or before[0] in _ABOUT:
        return named
    # One more word may qualify: `password_primary`, `api_key_prod`, `chave_secreta`; `password_change` is no password.
    if word in _KEY_ADJECTIVES and before[0] in _KEY_WORDS:
        return Named.KEY
    return _of_word(before[0], words[2:3]) if word in NEUTRAL or word in _KEY_OWNERS or word in _PASS_OWNERS else None


def _of_word(word: str, before: tuple[str, ...]) -> Named | None:
    if word in _PASSWORDS or word.endswith(_PASSWORD_ENDINGS) or (before == ("mot",) and word == "de"):
        return Named.PASSWORD
    if word in ("d", "de") and before and _of_word(before[0], ()):
        return _of_word(before[0], ())
    if word.endswith("pass") and word[:-4] in _PASS_OWNERS:
        return Named.PASSWORD
    if any(not other.isascii() and other in word for other in _PASSWORDS) and not word.isascii():
        return Named.PASSWORD
    harmless = bool(before) and before[0] in _HARMLESS_TOKENS
    if word in _KEYS:
        return None if harmless else Named.KEY
    if word in _KEY_WORDS:
        return Named.KEY if before and before[0] in _KEY_OWNERS else None
    if word.endswith(_KEY_ENDINGS) and word.removesuffix("token") not in _HARMLESS_TOKENS:
        return Named.KEY
    return None


def screen() -> str:
    """An RE2 pattern of what any such key holds."""
    stems = {
        "pass", "pwd", "psw", "secret", "token", "key", "cred", "jwt", "bearer", "authoriz", "kennwort", "contrase",
        "senha", "parola", "wachtwoord", "senord", "has[l\x80-\xff]o", "clave", "segre", "geheim", "salasana", "adgangskode",
        "salt", "seed", "mnemonic", "hmac", "ifre", "jelsz", "heslo", "lozinka", "geslo", "chave", "chiave", "jeton",
        "parool", "slapt", "[^a-z]pw[^a-z]", "[^a-z]pat[^a-z]", "[^a-z]psk[^a-z]", "[^a-z]mdp[^a-z]",
        "cle[_-]|_cle[^a-z]|cl\xe9[ _-]", "[\x80-\xff]{2}", "schl", "sleutel", "nyckel", "klucz",
    }  # fmt: skip
    return "|".join(sorted(stems))
