"""The Lambda function `read-api`. template.yaml does not deploy it yet: reading waits for tenants to have keys."""

from entrypoints.containers.aws import AwsContainer
from entrypoints.handlers.read import read_handler

_application = AwsContainer().application
handler = read_handler(list_logs=_application.list_logs(), read_log=_application.read_log())
