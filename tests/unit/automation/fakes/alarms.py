"""Alarms that fire for as many looks as declared."""


class FakeAlarms:
    """The platform's alarms."""

    def __init__(self) -> None:
        self._firing: dict[str, int] = {}
        self.looks = 0

    def declare_firing(self, name: str, looks: int) -> None:
        """An alarm that is raised for the next looks."""
        self._firing[name] = looks

    def firing(self) -> tuple[str, ...]:
        self.looks += 1
        found = tuple(sorted(name for name, looks in self._firing.items() if looks > 0))
        self._firing = {name: looks - 1 for name, looks in self._firing.items()}
        return found
