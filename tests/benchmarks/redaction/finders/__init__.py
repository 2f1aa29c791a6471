"""The compared redactors, one module each, with `find(text, region)`, the known `LABELS`, and the `PACKAGE`.

All except `ours` are imported by the interpreter of `.venv-bench`, and import nothing from the project.
"""
