"""What the services' statements need of a transaction. No I/O of its own."""

from typing import Any, Protocol


class Transaction(Protocol):
    """Runs statements within one transaction, as pg8000's connection does."""

    def run(self, sql: str, **parameters: Any) -> list[list[Any]]:
        """The statement's rows, empty for one that has none; `:name` stands for a parameter."""
        ...
