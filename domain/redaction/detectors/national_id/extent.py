"""Where such a number may begin and end."""

FREE = r"(?:(?<![0-9A-Za-z_.+/-].)|(?<=\\[nrt].))"
# Groups of four go on in a card's number.
END = r"(?![0-9A-Za-z_]|[-./]\d|[ ]\d{4}(?!\d))"
