"""The use cases, one verb-object class a file, and under `ports` the roles that they need played."""
