"""Examples of sentences with words between the noun and the code, and of sentences with other numbers."""

TAKES = (
    # What the code is for, or whose it is, before a sign or a word that links them.
    "Seu código iFood é ⟦482913⟧",
    "Twój kod do logowania w Allegro: ⟦482913⟧",
    "Kod autoryzacyjny do transakcji: ⟦48291334⟧",
    "Код підтвердження ПриватБанк: ⟦482913⟧",
    "Ang iyong OTP ay ⟦482913⟧",
    "Msimbo wako wa M-PESA ni ⟦482913⟧",
    "lock code for room 204: ⟦4829⟧",
    "entrance code for reservation 88123 is ⟦4829⟧",
    "PIN of card ending 1122 set to ⟦4829⟧",
    "code saved to redis otp:4 = ⟦884621⟧",
    "code generated for ada => ⟦502193⟧",
    "login code for team member => ⟦502193⟧",
    "Reset code for ada \u2192 ⟦482913⟧",
    "TAN nr. 17 = ⟦482913⟧",
    "code is below\n⟦482913⟧",
    "your code is ⟦482913⟧ below",
    # What a code opens.
    "added user code ⟦4829⟧ for slot 3",
    # What happened to it.
    "PIN inserito ⟦48291⟧ errato",
    "código introducido ⟦482913⟧ no coincide",
    "chromecast pin shown: ⟦4829⟧",
    "введён код ⟦482913⟧ вместо ⟦482914⟧",
    "your code is ⟦482913⟧ / ⟦482914⟧",
    "Código de segurança Acme: ⟦4829⟧",
    "Message=Your+verification+code+is+⟦448291⟧&To=x",
    "Codul dvs. este ⟦661020⟧",
    "iTAN Nr. 42: ⟦559102⟧",
    "The code you entered (⟦559102⟧) is wrong",
    '"⟦559102⟧" is not a valid verification code, ⟦559103⟧ is an expired login code',
    "invalid code ⟦771829⟧ entered by user 7",
    "atm_pin ⟦7731⟧, newpin ⟦3391⟧",
    "senha de uso único ⟦881207⟧",
    "token de segurança ⟦771829⟧",
    "暗証番号 ⟦8814⟧",
    "Kode rahasia Anda ⟦771035⟧",
    "code reçu ⟦330192⟧",
    "parcel code for pickup: ⟦771 204⟧",
    "text=Code: ⟦559102⟧",
    # The noun is behind it, or in a language without spaces some characters before it.
    "⟦482913⟧ Getir doğrulama kodun",
    "短信验证码校验失败: 输入⟦482913⟧",
)
LEAVES = (
    # Words between that say what else the digits are.
    "login code attempts for ada: 482913",
    "your code was checked on port: 482913",
    "your code; customers: 482913",
    "PIN for access ok, blz=10010010",
    "OTP verified for login step-up: userId=4411",
    # A thing or a text behind the code.
    "el código 482913 del producto no existe",
    "código 482913 no válido para producto",
    "code 482913: unable to verify",
    # The code of a classification.
    "trade code 600519",
    "NACE code 6201, CPV code 48291300",
    "user code 4829 compiled",
    '{"verification":"code 4006 in line"}',
    "verification? code 4006",
    # Counts and masks.
    "login code requests: 482913",
    "code sent to ***4829",
    "your code is ***4829",
    "验证码发送数量: 482913",
    "验证码 v2: 482913",
    "482913 new kodun",
)
