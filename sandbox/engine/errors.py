"""What can go wrong while the engine is provisioned. Pure."""


class EngineError(Exception):
    """The engine cannot be had; the message says what is missing and how to get it."""


class WayClosedError(Exception):
    """One of the ways to an engine is not open on this machine; the message says why, in a line."""


class CommandFailedError(Exception):
    """A command ended with an error."""

    def __init__(self, command: str, code: int, tail: str) -> None:
        super().__init__(f"{command} ended with code {code}\n{tail}".rstrip())
        self.command = command
        self.code = code
        self.tail = tail
