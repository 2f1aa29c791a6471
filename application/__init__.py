"""The use cases, one class per file, and in `ports` the interfaces to everything outside that they need."""
