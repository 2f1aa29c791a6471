"""The embedded run: what API Gateway, SQS's poller and Lambda are on AWS, in one process, around the same handlers."""
