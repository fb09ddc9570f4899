"""Names of runs. I/O: the system's randomness."""

import secrets
from datetime import datetime

from automation.core.names import ENVIRONMENTS, Environment


def new_run_id(environment: str, now: datetime) -> str:
    """A run's name: tells its environment, sorts by time, and two runs of one second differ."""
    return f"{environment}-{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"


def environment_of(run_id: str) -> Environment | None:
    """The environment that a run's name begins with; None if it is none of a run."""
    told = run_id.split("-", 1)[0]
    return next((environment for environment in ENVIRONMENTS if environment == told), None)
