"""Deploying the stack from a checkout: what `make deploy` does around `sam build` and `sam deploy`."""
