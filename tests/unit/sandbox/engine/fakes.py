"""Fakes for the engine's tests: programs that were never started, a console that keeps its text."""

import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from rich.console import Console

from sandbox.engine.errors import CommandFailedError
from sandbox.engine.progress import Progress

Act = Callable[[Sequence[str], Path | None], None]


class FakeCommands:
    """Answers what was declared, by the words that a command begins with or contains."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []
        self.environments: list[Mapping[str, str]] = []
        self._answers: list[tuple[str, str | CommandFailedError, Act | None]] = []

    def declare_answer(self, words: str, stdout: str = "", act: Act | None = None) -> None:
        """A command whose text contains the words answers with this, after acting."""
        self._answers.append((words, stdout, act))

    def declare_failure(self, words: str, tail: str = "") -> None:
        """A command whose text contains the words ends with an error."""
        self._answers.append((words, CommandFailedError(words, 1, tail), None))

    def run(
        self,
        command: Sequence[str],
        *,
        folder: Path | None = None,
        environment: Mapping[str, str] | None = None,
        on_line: Callable[[str], None] | None = None,
    ) -> str:
        """The declared answer; a command that nobody declared is an error of the test."""
        self.calls.append(list(command))
        self.environments.append(environment or {})
        text = " ".join(command)
        for words, answer, act in self._answers:
            if words in text:
                if isinstance(answer, CommandFailedError):
                    raise answer
                if on_line is not None:
                    on_line("go: downloading example.org/module v1.0.0")
                if act is not None:
                    act(command, folder)
                return answer
        raise AssertionError(f"nobody declared an answer for: {text}")


class Screen:
    """A console that is no terminal, and what was printed on it."""

    def __init__(self) -> None:
        self._stream = io.StringIO()
        self.console = Console(file=self._stream, width=200)
        self.progress = Progress(self.console)

    @property
    def text(self) -> str:
        """All that was printed."""
        return self._stream.getvalue()


def make_program(path: Path, text: str = "#!/bin/sh\n") -> Path:
    """An executable file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path
