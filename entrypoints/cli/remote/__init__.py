"""Commands that use the HTTP API of a server, on a laptop or on AWS."""
