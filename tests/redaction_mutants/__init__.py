"""The rules of redaction, broken clause by clause: a clause that nothing needs has no example, or no reason."""
