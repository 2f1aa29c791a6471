"""Secrets under their names: `password=…`, `"clientSecret": "…"`, and in objects that say what they hold.

`names` has the names of secrets, and `values` judges what a value under a name may be: with `random_values` for names
such as `token`, `unassigned` for text that no sign assigns, and `lists`. `placeholders` and `source_code` recognise
values that are no secrets, and `forms` names of something else. `rules` combines these, `beside` finds values next to a
secret, and `objects` the secrets in objects. The other modules are examples of the rules.
"""

from domain.redaction.detectors.secret.named import objects, rules

RULES = (*objects.RULES, *rules.RULES)
