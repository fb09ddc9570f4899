"""Who is told by a watch."""

from collections.abc import Iterator
from contextlib import contextmanager

from automation.core.watch_news import News, Picture


class FakeAudience:
    """Keeps what is told.

    Attributes:
        acts: how often something was brought.
    """

    def __init__(self) -> None:
        self.news: list[News] = []
        self.acts = 0
        self.picture: Picture | None = None

    def tell(self, news: News) -> None:
        self.news.append(news)

    def show(self, picture: Picture) -> None:
        self.picture = picture

    @contextmanager
    def acting(self) -> Iterator[None]:
        self.acts += 1
        yield
