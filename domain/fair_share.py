"""How tenants share workers and threads, so that one tenant's costly logs delay only that tenant's."""


def may_hold_another(held: int, free: int) -> bool:
    """Whether a tenant that holds `held` of some equal places may take one of the `free` others.

    Only while it holds fewer than are free: so a tenant alone gets half of the places, a second one half of the rest,
    and so on. Of 8 places, three tenants that never let go hold 7, and the last is there for everybody else.
    """
    return held < free
