"""How long a change takes in the sandbox until AWS would call it done. Reads the environment.

On AWS it is seconds (Lambda) or minutes (CloudFront); here long enough that code which does not
wait is found out, short enough not to be waited for.
"""

import os
from typing import Final

VARIABLE: Final = "CLINICAL_TRIAL_SANDBOX_SETTLE_SECONDS"
DEFAULT: Final = 0.3


def settle_seconds() -> float:
    """Seconds, from the environment or the default."""
    return float(os.environ.get(VARIABLE) or DEFAULT)
