"""What a run told."""


class FakeReporter:
    """Keeps phases and lines."""

    def __init__(self) -> None:
        self.phases: list[str] = []
        self.lines: list[str] = []

    def phase(self, title: str) -> None:
        self.phases.append(title)

    def progress(self, text: str) -> None:
        self.lines.append(text)
