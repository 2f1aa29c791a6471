"""What makes the start of a Lambda function faster. Each function imports this module first.

A start creates a hundred thousand objects, nearly all of which stay. Garbage collection would take a tenth of its time.

Python allocates its stack in chunks of 16 KiB, and frees a chunk as soon as the first call in it returns. boto3 imports
urllib3 deep inside other imports. If a chunk ends there, each of the thousands of calls that compile urllib3's regular
expressions allocates and frees a chunk, which can take a tenth of the time too. From here, urllib3 is imported with
an almost empty stack.
"""

import gc

gc.disable()

import urllib3  # noqa: E402, F401 - see above


def started() -> None:
    """Enable garbage collection, only for objects that are created from now on."""
    gc.freeze()
    gc.enable()
