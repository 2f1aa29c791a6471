"""The Lambda function `ingest-api`."""

from entrypoints.containers.aws import AwsContainer
from entrypoints.handlers.ingest import ingest_handler
from entrypoints.http.access import authentication

_container = AwsContainer()
_application = _container.application
handler = ingest_handler(
    _application.ingest_log(),
    authenticate=authentication(_container.ingest_auth_mode(), _application.authenticate_key()),
    spend_quota=_application.spend_quota(),
)
