"""Runs a command and writes its peak memory in bytes to a file: `launch.py FILE COMMAND…`.

A process inherits the peak of whoever started it, so this one imports next to nothing and is
started as a file, not as a module. I/O: a process, a file.
"""

import os
import subprocess
import sys
from pathlib import Path


def main() -> int:
    """The command's own exit code."""
    process = subprocess.Popen(sys.argv[2:])
    _, status, used = os.wait4(process.pid, 0)
    Path(sys.argv[1]).write_text(str(used.ru_maxrss * 1024))
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main())
