"""A console of a hundred columns that keeps what is printed, without colour."""

from io import StringIO

from rich.console import Console


class Screen:
    """What a person would read."""

    def __init__(self, columns: int = 100) -> None:
        self._text = StringIO()
        self.console = Console(file=self._text, width=columns, no_color=True, force_terminal=False)

    @property
    def text(self) -> str:
        return self._text.getvalue()

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()
