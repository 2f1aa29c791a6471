"""The HTTP layer of all handlers: routing, authentication, reading requests, models of answers, problem documents."""
