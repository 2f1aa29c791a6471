"""Types that `entrypoints.http` and `entrypoints.protocols` share: request errors, strict JSON, protocols."""
