"""The words of lines."""

from tests.corpus.text_files import listed, sections

_WORDS = sections("words.txt")

ROLES = listed(_WORDS["roles"])
PLACES = listed(_WORDS["places"])
NOUNS = listed(_WORDS["nouns"])
VERBS = listed(_WORDS["verbs"])
USERS = listed(_WORDS["users"])
FIRST_NAMES = listed(_WORDS["first names"])
LAST_NAMES = listed(_WORDS["last names"])
USER_AGENTS = _WORDS["user agents"]
# The reports of ordinary lines, as templates.
EVENTS = _WORDS["events"]
