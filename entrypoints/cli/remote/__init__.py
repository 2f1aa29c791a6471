"""Commands that talk to a server, on a laptop or on AWS, over its HTTP interface."""
