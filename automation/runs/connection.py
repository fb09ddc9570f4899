"""A watch's connection to AWS, made anew after its credentials ran out. I/O: what it is given."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from automation.core.errors import CredentialsError
from automation.core.situation import Situation
from automation.core.trigger import Signal
from automation.gateways.aws import as_operator_error
from automation.runs.automatic import Reaction
from automation.runs.ports import AlarmStates

T = TypeVar("T")


class Automatic(Protocol):
    """Decides on signals, and carries the decision out."""

    def look(self, signal: Signal) -> Situation: ...
    def react(self, signal: Signal) -> Reaction: ...


@dataclass(frozen=True)
class Reach:
    """What a watch has on AWS."""

    alarms: AlarmStates
    automatic: Automatic


class Connection:
    """Asks AWS. Clients keep the credentials that they were made with, so after a refusal the next
    question connects anew: somebody may have signed in again."""

    def __init__(self, connect: Callable[[], Reach]) -> None:
        self._connect = connect
        self._was_refused = False
        self.reach = connect()

    def ask(self, question: Callable[[Reach], T]) -> T:
        """The answer to a question.

        Raises:
            OperatorError: AWS does not answer, or refuses the credentials.
        """
        try:
            if self._was_refused:
                self.reach = self._connect()
                self._was_refused = False
            return question(self.reach)
        except Exception as error:
            known = as_operator_error(error) or error
            self._was_refused = self._was_refused or isinstance(known, CredentialsError)
            raise known from error
