"""The verification of a whole installation over HTTP. `test_api` has the laws; the other modules support it."""
