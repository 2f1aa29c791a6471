"""The embedded run on a failing disk, and on the folders that a power cut could have left (`make test-faults`)."""
