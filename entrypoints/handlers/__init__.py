"""The handlers of the Lambda functions, which call the use cases. The embedded run uses the same handlers."""
