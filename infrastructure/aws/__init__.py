"""Queue, store and secret on AWS, through boto3."""
