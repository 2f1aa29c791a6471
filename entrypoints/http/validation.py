"""pydantic's findings in words for a caller."""

from pydantic import ValidationError


def first_error(error: ValidationError) -> str:
    """The first field that is wrong and why, without anything of its value."""
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    if first["type"] == "extra_forbidden":
        # Its name is the caller's own word as well.
        return "There is a parameter that this route does not know."
    # Only the name of the field: what comes deeper is the caller's own data.
    return f"{first['loc'][0]}: {first['msg'].removeprefix('Value error, ')}"
