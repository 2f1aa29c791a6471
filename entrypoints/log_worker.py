"""The Lambda function `log-worker`."""

from entrypoints.containers.aws import AwsContainer
from entrypoints.handlers.worker import worker_handler

handler = worker_handler(AwsContainer().application.process_envelopes())
