"""The Lambda function `log-worker`."""

from entrypoints.containers.aws import AwsContainer
from entrypoints.handlers.worker import worker_handler

_application = AwsContainer().application
handler = worker_handler(_application.process_envelopes(), _application.delay_redelivery())
