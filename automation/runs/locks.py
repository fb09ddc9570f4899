"""Whether a lock's owner is proven dead. I/O: asks for a process, by its port."""

from automation.core.stack_lock import StackLock
from automation.runs.ports import Processes


def is_abandoned(processes: Processes | None, lock: StackLock) -> bool:
    """Whether it is; never where no process can be asked for or the lock names none."""
    if processes is None or lock.pid is None:
        return False
    return lock.is_abandoned(processes.here(), is_running=processes.is_running(lock.pid))
