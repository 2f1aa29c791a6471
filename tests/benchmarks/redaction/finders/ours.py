"""This project's redactor with all kinds on."""

from tests.corpus.redactor import LABELS, find

PACKAGE = "aws-log-processor"

__all__ = ["LABELS", "PACKAGE", "find"]
