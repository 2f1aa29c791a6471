"""What the Lambda functions do, made from use cases: the same on AWS and on one machine."""
