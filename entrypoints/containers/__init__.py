"""The wiring: `application` says what the use cases need, `aws` and `embedded` provide it.

The two are apart so that neither imports the other's adapters.
"""
