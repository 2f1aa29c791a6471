"""One module a redactor, each with `find(text, region)`, the `LABELS` it knows, and the `PACKAGE` it is.

All but `ours` are imported by the interpreter of `.venv-bench`, and import nothing of the project.
"""
