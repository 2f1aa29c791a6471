"""Not installed, as for users: only development needs it, and importing it would slow down each start of a server."""

raise ModuleNotFoundError(name=__name__)
