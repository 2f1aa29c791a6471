"""The signs between a name and its value, as parts of patterns."""

# A quote, which may be missing, and which is escaped in a string.
QUOTE = r"\\*[\"']?"
# After a name: `"name":`, `name =`.
ASSIGNS = rf"{QUOTE}\s?[:=]"
# Between a name and its value: `"name": "`, `name=`.
ASSIGNS_VALUE = rf"{ASSIGNS}\s?{QUOTE}"
