"""Log formats. Each module has `ORDINARY` lines, `FRAMES` around a message and, some, `FIELDS` with a key and a value."""
