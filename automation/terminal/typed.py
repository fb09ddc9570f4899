"""How long ago the command was typed. I/O: the operating system's word for this process."""

import os
import time
from pathlib import Path
from typing import Final

_IMPORTED: Final = time.monotonic()
# Source: Linux manual, proc_pid_stat(5): field 22, in ticks since boot; the name may have spaces.
_START_TIME: Final = 22 - 3


def seconds_since_typed() -> float:
    """Seconds since this process was started; where that can't be known, since it was imported."""
    try:
        fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
        started = int(fields[_START_TIME]) / os.sysconf("SC_CLK_TCK")
        return time.clock_gettime(time.CLOCK_BOOTTIME) - started
    except (OSError, AttributeError, ValueError, IndexError):
        return time.monotonic() - _IMPORTED
