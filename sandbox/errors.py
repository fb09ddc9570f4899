"""What the sandbox tells a person when it cannot do as asked. No I/O."""

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of `python -m sandbox`; 2 is click's for a wrong command line."""

    OK = 0
    FAILED = 1
    NOT_RUNNING = 3
    PORT_IN_USE = 4
    INTERRUPTED = 130


class SandboxError(Exception):
    """One message with the facts and the next command to type."""

    exit_code = ExitCode.FAILED


class NotRunningError(SandboxError):
    """A command needs the server, and there is none."""

    exit_code = ExitCode.NOT_RUNNING

    def __init__(self) -> None:
        super().__init__("The sandbox is not running. Start it: python -m sandbox up")


class PortInUseError(SandboxError):
    """Something else listens on a port that the sandbox wants."""

    exit_code = ExitCode.PORT_IN_USE

    def __init__(self, port: int, purpose: str) -> None:
        option = "--port" if purpose == "AWS" else "--gateway-port"
        super().__init__(
            f"Port {port} (for {purpose}) is in use by another program. "
            f"Choose another: python -m sandbox up {option} PORT  (0 takes free ports)"
        )


class StartError(SandboxError):
    """The server process ended, or said nothing, before it was ready."""

    def __init__(self, reason: str, log: str) -> None:
        super().__init__(f"The sandbox did not start: {reason}\nIts log: {log}")
