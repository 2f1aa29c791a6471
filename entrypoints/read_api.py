"""The Lambda function `read-api`."""

from entrypoints.cold_start import started  # isort: split

from entrypoints.containers.aws import AwsContainer
from entrypoints.handlers.read import read_handler
from entrypoints.http.access import authentication

_container = AwsContainer()
handler = read_handler(
    _container.application.reading(),
    erase_logs=_container.application.erase_logs,
    authenticate=authentication(_container.read_auth_mode(), _container.application.authenticate_key()),
)
started()
