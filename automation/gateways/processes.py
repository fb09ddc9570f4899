"""This machine's processes. I/O: the operating system."""

import os
import socket


class ProcessesGateway:
    """What can be proven about an engine's process from here."""

    def here(self) -> str:
        """This machine's name, as the engine writes it into its lock."""
        return socket.gethostname()

    def is_running(self, pid: int) -> bool:
        """Whether there is such a process, anybody's. A container has numbers of its own."""
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True  # somebody else's
        return True
