"""The functions' packages as `make build` makes them."""
