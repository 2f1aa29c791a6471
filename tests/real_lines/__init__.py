"""Real lines that servers, test runners and tools write when they run here, to count the damage that redaction does.

`python -m tests.real_lines` installs what it needs into a folder outside git, runs it, and redacts the output. Nothing
that it creates is committed.
"""
