"""One-time codes named in other languages: `domain/redaction/words/one_time_code.txt`."""

import pytest

from domain.redaction import DEFAULT_POLICY, Redactor

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
