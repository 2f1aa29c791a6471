"""Secrets under their names: `password=…`, `"clientSecret": "…"`, and in objects that say what they hold.

`names` has the names of secrets, and `values` judges what a value under a name may be, with `random_values` for names
such as `token`. `placeholders` and `source_code` recognise values that are no secrets. `rules` combines these, `beside`
finds values next to a secret, and `objects` the secrets in objects. `examples` and `look_alikes` are examples of the
rules.
"""

from domain.redaction.detectors.secret.named import objects, rules

RULES = (*objects.RULES, *rules.RULES)
