"""Dependency injection: `application` declares what the use cases need, and the other containers provide it.

`aws` serves the Lambda functions, `stack` the commands that work on a deployed stack, and `local` the embedded run. A
backend (`embedded`) opens the state of the embedded run. Only the containers import the adapters of AWS and SQLite.
"""
