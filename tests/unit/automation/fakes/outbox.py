"""An outbox and a channel in memory, between whose calls others may do something."""

from collections.abc import Callable, Collection

from automation.core.outbox import DeliveryError, Letter
from automation.core.parcel import Parcel, Receipt


class FakeOutbox:
    """Letters by their keys, with the table's conditions.

    Args:
        meanwhile: called before each call takes effect, and after it.
    """

    def __init__(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        self._letters: dict[str, Letter] = {}
        self._meanwhile = meanwhile
        self._broken: Exception | None = None

    def declare_broken(self, error: Exception | None) -> None:
        """The table is away; None brings it back."""
        self._broken = error

    def kept(self) -> tuple[Letter, ...]:
        """All letters, without anything happening meanwhile."""
        return tuple(self._letters.values())

    def add(self, letters: Collection[Letter]) -> None:
        if self._broken is not None:
            raise self._broken
        for letter in letters:
            self._letters.setdefault(letter.key, letter)

    def letters(self) -> tuple[Letter, ...]:
        self._meanwhile()
        return tuple(self._letters.values())

    def advance(self, earlier: Letter, later: Letter) -> bool:
        self._meanwhile()
        if self._letters[later.key].token != earlier.token:
            return False
        self._letters[later.key] = later
        self._meanwhile()
        return True


class FakeChannel:
    """All channels: keeps what it took, in order.

    Args:
        meanwhile: as the outbox has it.
    """

    def __init__(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        self.taken: list[Parcel] = []
        self._meanwhile = meanwhile
        self._errors: list[Exception] = []

    def declare_meanwhile(self, meanwhile: Callable[[], None]) -> None:
        """Called before each delivery takes effect, and after it."""
        self._meanwhile = meanwhile

    def declare_errors(self, *errors: Exception) -> None:
        """What the next deliveries meet with, one each."""
        self._errors.extend(errors)

    def declare_refusals(self, count: int, *, is_final: bool = False) -> None:
        """The next deliveries are refused."""
        self.declare_errors(*[DeliveryError("refused", is_final=is_final) for _ in range(count)])

    def deliver(self, parcel: Parcel) -> Receipt:
        self._meanwhile()
        if self._errors:
            raise self._errors.pop(0)
        self.taken.append(parcel)
        self._meanwhile()
        return Receipt(f"reference-{len(self.taken)}")
