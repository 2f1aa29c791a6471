"""One pair of modules a kind: how its values are written, and in which words they are spoken of."""
