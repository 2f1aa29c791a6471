"""Real log libraries and shippers, pointed at the embedded run."""
