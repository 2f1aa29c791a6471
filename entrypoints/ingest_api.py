"""The Lambda function `ingest-api`."""

from entrypoints.containers.aws import AwsContainer
from entrypoints.handlers.ingest import ingest_handler

handler = ingest_handler(AwsContainer().application.ingest_log())
