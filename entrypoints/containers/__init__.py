"""Dependency injection: `application` declares what the use cases need; `aws` and `embedded` provide it.

`aws` and `embedded` are separate modules so that neither imports the other's adapters.
"""
