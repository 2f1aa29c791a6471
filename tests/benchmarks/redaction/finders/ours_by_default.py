"""This project's redactor as it works where a tenant has chosen nothing: all kinds but IP addresses."""



PACKAGE = "aws-log-processor"
