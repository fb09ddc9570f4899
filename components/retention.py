"""How what holds data is kept. Pure."""

from collections.abc import Sequence

import pulumi


def keeping_data(
    parent: pulumi.Resource, keep: bool, depends_on: Sequence[pulumi.Resource] = ()
) -> pulumi.ResourceOptions:
    """Options of a resource that holds data.

    Args:
        parent: the component.
        keep: whether the engine must refuse to delete it, and leave it in place should it ever
            drop out of the program.
        depends_on: what has to be there first.
    """
    return pulumi.ResourceOptions(
        parent=parent, protect=keep, retain_on_delete=keep, depends_on=list(depends_on)
    )
