"""The outbox, in the environment's ledger. I/O: one DynamoDB table.

A letter is written once under its key, and each change of it under the condition that nobody else
changed it. What ended expires by itself, months later.
"""

from collections.abc import Collection
from typing import Any

from automation.core import names
from automation.core.outbox import Letter
from automation.core.partitions import OUTBOX
from automation.gateways.ledger_table import LedgerTable


class OutboxGateway:
    """One environment's outbox.

    Args:
        environment: its name.
        dynamodb: another client than the usual, patient one.
    """

    def __init__(self, environment: str, dynamodb: Any = None) -> None:
        self._table = LedgerTable(names.ledger_table(environment), dynamodb=dynamodb)

    def add(self, letters: Collection[Letter]) -> None:
        """Write letters at once; those that are there already stay as they are."""
        left = list(letters)
        while left:
            parts = [self._table.putting(OUTBOX, each.key, each, only_new=True) for each in left]
            there = self._table.write(*parts)
            if not there:
                return
            left = [each for number, each in enumerate(left) if number not in there]

    def letters(self) -> tuple[Letter, ...]:
        """All of them, in no particular order; none where there is no table."""
        return self._table.query(OUTBOX, Letter)

    def advance(self, earlier: Letter, later: Letter) -> bool:
        """Write a letter's next status; False if somebody else was faster."""
        return self._table.put_if(OUTBOX, later.key, later, token=earlier.token)
