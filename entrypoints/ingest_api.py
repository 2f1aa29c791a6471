"""The Lambda function `ingest-api`."""

from entrypoints.containers.aws import AwsContainer
from entrypoints.handlers.ingest import ingest_handler

_container = AwsContainer()
_metrics = _container.metrics()
_application = _container.application
# Of the store it knows nothing: its role may not.
_ingest = ingest_handler(_application.ingest_log(), _metrics, probes=[_application.queue().check])
handler = _metrics.flushing(_ingest)
