"""What a channel's refusal has to be, whichever channel it is."""

from collections.abc import Callable

import pytest

from automation.core.outbox import DeliveryError


def refused(deliver: Callable[[], object]) -> DeliveryError:
    """The error that a delivery ends with."""
    with pytest.raises(DeliveryError) as caught:
        deliver()
    return caught.value
