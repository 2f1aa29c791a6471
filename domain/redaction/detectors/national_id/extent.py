"""Where a national number may begin and end."""

FREE = r"(?:(?<![0-9A-Za-z_.+/-].)|(?<=\\[nrt].))"
# Not before a group of four digits, which would continue a card number.
END = r"(?![0-9A-Za-z_]|[-./]\d|[ ]\d{4}(?!\d))"
