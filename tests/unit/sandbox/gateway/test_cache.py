from dataclasses import dataclass

import pytest

from sandbox.gateway.answer import Answer
from sandbox.gateway.cache import Cache, covers

PAGE = Answer(200, b"A")


@dataclass
class Invalidation:
    paths: list[str]
    completes_at: float


@pytest.mark.parametrize(
    ("pattern", "path", "covered"),
    [
        ("/*", "/index.html", True),
        ("/index.html", "/index.html", True),
        ("index.html", "/index.html", True),
        ("/index*", "/index.html", True),
        ("/assets/*", "/index.html", False),
        ("/index", "/index.html", False),
        ("/*.html", "/index.html", False),
        ("/Index.html", "/index.html", False),
    ],
)
def test_a_star_counts_at_the_end_only(pattern: str, path: str, covered: bool) -> None:
    assert covers(pattern, path) is covered


def test_an_object_stays_whatever_its_age() -> None:
    cache = Cache()
    cache.put("D", "/index.html", PAGE, since=10)

    kept = cache.get("D", "/index.html", [], now=1_000_000)

    assert kept is not None
    assert kept.answer == PAGE


def test_a_completed_invalidation_drops_what_was_asked_for_before_it() -> None:
    cache = Cache()
    cache.put("D", "/index.html", PAGE, since=10)

    assert cache.get("D", "/index.html", [Invalidation(["/*"], 20)], now=21) is None


def test_an_invalidation_in_progress_drops_nothing_yet() -> None:
    cache = Cache()
    cache.put("D", "/index.html", PAGE, since=10)

    assert cache.get("D", "/index.html", [Invalidation(["/*"], 20)], now=19) is not None


def test_an_earlier_invalidation_does_not_matter() -> None:
    cache = Cache()
    cache.put("D", "/index.html", PAGE, since=30)

    assert cache.get("D", "/index.html", [Invalidation(["/*"], 20)], now=40) is not None


def test_distributions_do_not_share_objects() -> None:
    cache = Cache()
    cache.put("D", "/index.html", PAGE, since=10)

    assert cache.get("E", "/index.html", [], now=11) is None
