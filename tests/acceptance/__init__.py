"""The mission's verification of a whole system over HTTP: `test_api` holds the laws, the rest is what they stand on."""
