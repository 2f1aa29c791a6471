"""Codes whose names are in another field or behind them: `{"field":"otp","new":"493027"}`, `value [493027] of pin`."""

from domain.redaction.detectors.one_time_code import keywords, names
from domain.redaction.detectors.one_time_code.named import is_code
from domain.redaction.named import APART, NamedValues
from domain.redaction.rule import Rule

_VALUES = NamedValues("one-time-code-apart", names.NAMES, is_code)

RULE = Rule(
    name="code-apart",
    pattern=_VALUES.apart,
    keywords=keywords.NAMES,
    values=APART,
    takes=(
        '{"field":"otp","old":"⟦493027⟧","new":"⟦493028⟧"}',
        '{"key":"user.otp","value":{"stringValue":"⟦493027⟧"}}',
        "Duplicate entry '⟦493027⟧' for key 'users.otp'",
        "CEF:0|a|b|1|1|x|1|cs1Label=otp cs1=⟦493027⟧ cs2=493027",
        "CEF:0|a|b|1|1|x|1|cs2=⟦493027⟧ cs1=493027 cs2Label=otp",
        "cy.get('#otp').type('⟦493027⟧')",
        'Cast to Number failed for value "⟦66a1⟧" (type string) at path "pin"',
    ),
    leaves=(
        '{"name":"status_code","value":"493027"}',
        '{"name":"otp","value":"sent"}',
        '{"name":"otp","value":"2fa"}',
        '{"name":"otp","value":"30s"}',
        '{"name":"otp","value":"250ms"}',
        '{"name":"otp","value":"15m"}',
        '{"name":"otp","value":"24h"}',
        '{"name":"otp","value":"30d"}',
    ),
)
