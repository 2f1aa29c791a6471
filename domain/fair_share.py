"""The rule by which tenants share workers and threads, so that a tenant's expensive logs delay only that tenant."""


def may_hold_another(held: int, free: int) -> bool:
    """Return whether a tenant that holds `held` slots may take one more of the `free` slots.

    A tenant may do so while it holds fewer slots than are free. One tenant alone gets half of the slots, a second one
    half of the rest, and so on: three tenants that never release a slot hold 7 of 8, and one slot remains for others.
    """
    return held < free
