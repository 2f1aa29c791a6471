"""What the HTTP handlers share: reading requests, the models of requests and answers, and problem answers."""
