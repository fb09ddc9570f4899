"""The lease on an environment: one run at a time, with a fencing token. Pure."""

from datetime import datetime
from typing import Final

from automation.core.record import FormatFromSecondOn
from automation.core.release import Document

FORMAT: Final = 1


class Lease(Document):
    """Who works on an environment.

    Attributes:
        token: grows with every acquisition; a write with an older one is refused.
        expires_at: without a heartbeat the lease may be taken over from then on.
        is_released: whether its owner gave it back, rather than died with it.
    """

    format: FormatFromSecondOn = FORMAT
    run_id: str
    actor: str
    purpose: str
    token: int
    since: datetime
    expires_at: datetime
    is_released: bool = False

    def is_alive(self, now: datetime) -> bool:
        """Whether the owner's time is not up."""
        return now < self.expires_at
