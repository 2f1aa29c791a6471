"""The Lambda function `ingest-api`."""

from entrypoints.cold_start import started  # isort: split

from entrypoints.containers.aws import AwsContainer
from entrypoints.handlers.ingest import ingest_handler
from entrypoints.http.access import authentication

_container = AwsContainer()
_metrics = _container.metrics()
_application = _container.application
_ingest = ingest_handler(
    _application.ingest_log(),
    _application.ingest_logs(),
    _metrics,
    # Only the queue: the function's role has no access to the store.
    probes=[_application.queue().check],
    authenticate=authentication(_container.ingest_auth_mode(), _application.authenticate_key()),
    spend_quota=_application.spend_quota(),
    spend_allowance=_container.spend_allowance(),
)
handler = _metrics.flushing(_ingest)
started()
