"""Breaking the redaction rules clause by clause: each clause needs an example that detects its change, or a reason."""
