"""Where services are. I/O: reads environment variables.

Tests and the sandbox may put a server of this machine in a service's place, and nothing else: a
variable must not be able to send messages, and the secrets with them, anywhere.
"""

import os
from typing import Final
from urllib.parse import urlsplit

from automation.core.outbox import DeliveryError

PAGERDUTY: Final = "CLINICAL_TRIAL_PAGERDUTY_URL"
SLACK: Final = "CLINICAL_TRIAL_SLACK_URL"
SMTP: Final = "CLINICAL_TRIAL_SMTP_URL"
STATUSPAGE: Final = "CLINICAL_TRIAL_STATUSPAGE_URL"
VARIABLES: Final = (PAGERDUTY, SLACK, SMTP, STATUSPAGE)
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


def stand_in(variable: str) -> str | None:
    """A server of this machine that stands in for a service; None where none is named.

    Raises:
        DeliveryError: the variable names a server of another machine.
    """
    url = os.environ.get(variable)
    if not url:
        return None
    if not is_here(url):
        raise DeliveryError(
            f"{variable} may only name a server of this machine; nothing was sent", is_final=True
        )
    return url


def is_here(url: str) -> bool:
    """Whether a URL's host is this machine."""
    return urlsplit(url).hostname in _LOOPBACK
