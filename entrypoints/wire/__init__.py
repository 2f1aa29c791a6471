"""What HTTP and the protocols share: errors of requests, strict JSON, what a protocol reads and answers."""
