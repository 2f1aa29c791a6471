"""The signs between a name and its value, as parts of patterns."""

# A quote, which may be missing, and which is escaped in a string.
QUOTE = r"\\*[\"']?"
# Where a message ends: before a quote, a backslash (of `\\n` or an escaped quote), the end of a line or of the text.
MESSAGE_END = r"(?![^\"'\\\r\n\x03])"
# After a name: `"name":`, `name =`.
ASSIGNS = rf"{QUOTE}\s?[:=]"
# Between a name and its value: `"name": "`, `name=`.
ASSIGNS_VALUE = rf"{ASSIGNS}\s?{QUOTE}"
