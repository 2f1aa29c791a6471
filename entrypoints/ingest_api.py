"""The Lambda function `ingest-api`."""

from entrypoints.containers.aws import AwsContainer
from entrypoints.handlers.ingest import ingest_handler

_container = AwsContainer()
_metrics = _container.metrics()
handler = _metrics.flushing(ingest_handler(_container.application.ingest_log(), _metrics))
