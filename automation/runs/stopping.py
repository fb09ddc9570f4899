"""Stopping at the next safe point. I/O: none; the terminal layer catches the signals."""

from automation.core.errors import StoppedError


class StopRequest:
    """Somebody wants the run to stop; between two steps is where it may."""

    def __init__(self) -> None:
        self._signal: str | None = None

    @property
    def is_asked(self) -> bool:
        """Whether somebody asked already."""
        return self._signal is not None

    def ask(self, signal: str) -> None:
        """Ask for a stop.

        Args:
            signal: the signal's name, for the message.
        """
        self._signal = signal

    def obey(self) -> None:
        """Stop here if it was asked for.

        Raises:
            StoppedError: it was.
        """
        if self._signal is not None:
            raise StoppedError(f"Stopped by {self._signal} between two steps.")
