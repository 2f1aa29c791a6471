"""The rules about logs, tenants and redaction policies, without any I/O."""
