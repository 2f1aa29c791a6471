"""The embedded run: it replaces API Gateway, Lambda and Lambda's SQS poller, and calls the same handlers."""
