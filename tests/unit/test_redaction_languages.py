"""Values named in many languages: `domain/redaction/words`."""

import pytest

from domain.redaction import DEFAULT_POLICY, Redactor
from domain.redaction.words import plain_words, read_words

REDACTOR = Redactor(DEFAULT_POLICY)


@pytest.mark.parametrize(
    "text",
    [
        "Code de sécurité : 493027",
        "Code à usage unique : 493027",
        "code d'accès : 493027",
        "code_securite=493027",
        "codice di sicurezza 493027",
        "codice di conferma 493027",
        "código de confirmação: 493027",
        "ověřovací kód: 493027",
        "cod_de_verificare=493027",
        "κωδικός επαλήθευσης: 493027",
        "κωδικός μιας χρήσης: 493027",
        "код підтвердження: 493027",
        "код_підтвердження=493027",
        "код перевірки 493027",
        "код_перевірки=493027",
        "одноразовый код: 493027",
        "güvenlik kodu: 493027",
        "رمز التحقق: 493027",
        "رمز التأكيد 493027",
        "קוד אימות: 493027",
        "ओटीपी 493027",
        "Mã OTP của bạn là 493027",
        "kode verifikasi: 493027",
        "kode_verifikasi=493027",
        "Kode OTP Anda 493027",
        "kod pengesahan: 493027",
        "din engangskode 493027",
        "bekreftelseskode: 493027",
    ],
)
def test_one_time_codes_are_found_in_many_languages(text: str) -> None:
    """A word for the purpose of a code, before or after the noun, makes a value a one-time code."""
    assert REDACTOR.redact(text).text == text.replace("493027", "[ONE_TIME_CODE]")


@pytest.mark.parametrize(
    "text",
    [
        "kode pos: 40115",
        "kode barang 493027",
        "kod pocztowy 40115",
        "code d'erreur : 4930",
        "codice articolo 493027",
        "κωδικός προϊόντος 493027",
        "رمز الخطأ 4930",
        "קוד שגיאה 4930",
    ],
)
def test_other_codes_stay_in_many_languages(text: str) -> None:
    """With other words, the same nouns name postal codes, articles and errors, which are kept."""
    assert REDACTOR.redact(text).text == text


_SENTENCES_OF_FILES = {
    # The file, the section, a sentence with a word of the section, and the words that need more evidence.
    "one_time_code": ("nouns", "your {} is 493027", {"token", "clave", "ma"}),
    "birth_date": ("names", "{}: 1987-07-06", set()),
    "session": ("foreign-names", "{} kT8vQmZ1xR4pLw7NdJ2f", set()),
    "secret": ("passwords", "{}: hunter22x", set()),
    "secret_sentences": ("passwords", "new {} is hunter22x", set()),
    "phone": ("names", "{}: 415 555 2671", set()),
    "payment_card": ("names", "{}: 4111111111111111", set()),
}


@pytest.mark.parametrize("file", _SENTENCES_OF_FILES)
def test_every_word_of_a_file_is_found_in_texts(file: str) -> None:
    """A word needs no second entry anywhere for the prefilter, with its accents and without them."""
    section, sentence, weak = _SENTENCES_OF_FILES[file]
    words = {*read_words(file)[section], *plain_words(file)[section]} - weak
    assert [word for word in words if not REDACTOR.redact(sentence.format(word)).findings] == []
