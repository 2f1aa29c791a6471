"""The packages of the functions, as `make build` builds them."""
