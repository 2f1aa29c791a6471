"""The Lambda function `log-worker`."""

from entrypoints.cold_start import started  # isort: split

from entrypoints.containers.aws import AwsContainer
from entrypoints.handlers.worker import worker_handler

_container = AwsContainer()
handler = _container.metrics().flushing(worker_handler(_container.application.process_messages()))
started()
