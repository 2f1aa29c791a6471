"""Real log libraries and shippers that send to the embedded run."""
