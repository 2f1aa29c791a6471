"""The words that name national numbers, such as `pesel`, from `words/national_id.txt`."""

from domain.redaction.vocabulary import Vocabulary

# Identifiers in hexadecimal end with short words, and `waiting` contains one of four letters.
WORDS = Vocabulary("national_id", short=4, apart=True)
