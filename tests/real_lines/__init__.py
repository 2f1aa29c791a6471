"""Real lines: what servers, test runners and tools write when they run here, to count what redaction damages.

`python -m tests.real_lines` installs what it needs into a folder outside of git, runs it, and redacts what it wrote.
Nothing that it makes is committed.
"""
