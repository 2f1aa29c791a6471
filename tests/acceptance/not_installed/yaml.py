"""Not installed, as for a user of the server: only development needs it, and to import it would slow down each start."""

raise ModuleNotFoundError(name=__name__)
