"""Deploying the stack from a checkout: the steps of `make deploy` before, between and after SAM's commands."""
