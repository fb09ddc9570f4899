"""A watch without a table: a line for each thing that happens. I/O: the given console or stream."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Final

from rich.console import Console
from rich.text import Text

from automation.core.names import Environment
from automation.core.watch_news import News, Picture
from automation.terminal.watch_words import MARKS, sentence, without_arns

FORMAT: Final = "clinical-trial/watch/1"


def print_news(console: Console, news: News) -> None:
    """A line with its time; one more for the command that comes next."""
    mark, style = MARKS[news.kind]
    line = Text.assemble(
        (f"{news.at:%H:%M:%S} UTC", "dim"),
        "  ",
        (mark, style),
        " ",
        (f"{news.about}: ", "bold"),
        without_arns(sentence(news)),
    )
    console.print(line, highlight=False)
    if news.next_command:
        console.print(Text.assemble(" " * 16, "next: ", (news.next_command, "bold")))


class WatchLines:
    """For logs, pipes, and whoever sets NO_COLOR."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def tell(self, news: News) -> None:
        """Print it."""
        print_news(self._console, news)

    def show(self, picture: Picture) -> None:
        """What does not happen has no line."""

    @contextmanager
    def acting(self) -> Iterator[None]:
        """The run tells of itself between the lines."""
        yield


class WatchDocuments:
    """For programs: a JSON document a line."""

    def __init__(self, environment: Environment, write: Callable[[str], None]) -> None:
        self._environment = environment
        self._write = write

    def tell(self, news: News) -> None:
        """Write it."""
        self._write(news_document(self._environment, news))

    def show(self, picture: Picture) -> None:
        """What does not happen has no line."""

    @contextmanager
    def acting(self) -> Iterator[None]:
        """The run tells of itself on standard error."""
        yield


def news_document(environment: Environment, news: News) -> str:
    """One line; fields without a value are left out."""
    told = {name: value for name, value in asdict(news).items() if value is not None}
    document = {"format": FORMAT, "environment": environment, **told, "at": news.at.isoformat()}
    return json.dumps(document, sort_keys=True)
