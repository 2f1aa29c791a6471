"""The engine: runs the rules of all kinds on a text, and contains no rules of its own.

`redactor` replaces what `search` finds in a text by a policy. `prefilter` determines which rules may match, by three
automata that `alternatives` makes smaller; `candidates` chooses the findings among the candidates of all rules, and
`names_of_tests` takes out those in the output of test runners. `attributes` redacts JSON objects, and `trace` tells why
a candidate was taken or left.
"""

from domain.redaction.engine.redactor import Redactor, redactor_for

__all__ = ["Redactor", "redactor_for"]
