"""Translating botocore's errors."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from domain.errors import PassingError


@contextmanager
def passing_errors() -> Iterator[None]:
    """Raise PassingError for any failed call, also for missing permissions, which an operator can grant."""
    try:
        yield
    except ClientError as error:
        raise PassingError(error.response["Error"]["Code"]) from error
    except BotoCoreError as error:
        raise PassingError(type(error).__name__) from error
