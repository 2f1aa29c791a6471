"""Passwords on command lines: `mysql -p…`, `echo … | sudo -S`.

`programs.py` is the table of programs and `usage.py` its notation; `arguments.py` splits command lines into arguments,
`lines.py` finds the passwords among them, and `command.py` has the rule and its examples. `others.py`, `options.py` and
`piped.py` have the commands that the table cannot describe, and `flags.py` the flags of any command.
"""

from domain.redaction.detectors.secret.commands import command, flags, options, others, piped

RULES = (command.RULE, *others.RULES, options.RULE, *piped.RULES, *flags.RULES)
