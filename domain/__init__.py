"""What a log, a tenant and a redaction policy are: rules without I/O."""
