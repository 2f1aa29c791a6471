"""The embedded run on a disk that fails, and on the folders that a power cut could have left (`make test-faults`)."""
